import { keyHolder } from '../commands/idempotency';
import { SYSTEM_ACTOR, type Actor } from '../core/actor';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import { IdempotencyRow } from '../store/rows/ledger.row';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { OperationRow } from '../store/rows/operation.row';
import { TaskRow } from '../store/rows/task.row';
import { parseMoney, type Fen } from '../core/money';
import type { Store } from '../store/store';
import { Named, stepKey, type Step, type StoryObject, type StoryValue } from './step';
import type { TimeLine } from './time-line';

interface CodedRow {
  id: string;
  code: string;
}

type Findable = Exclude<Named['what'], 'day' | 'time' | 'sum'>;

const CODED = { agency: AgencyRow, member: MemberRow, operation: OperationRow } as const;

/** Types of the things that the story knows only by the step that made them. */
const MADE = { gang: 'Gang', suspect: 'Suspect' } as const;

/** What a cast works with. */
export interface CastParts {
  readonly store: Store;
  readonly line: TimeLine;
  /** The whole story: which step made what. */
  readonly steps: readonly Step[];
}

/** Turns the story's names into this installation's ids, dates and actors. Whatever it can't find is an error. */
export class Cast {
  private readonly found = new Map<string, string>();
  private readonly actors = new Map<string, Actor>();
  private readonly makers = new Map<string, number>();

  constructor(private readonly parts: CastParts) {
    parts.steps.forEach(({ makes }, place) => makes && this.makers.set(keyOf(makes), place));
  }

  /** The member of a code as who acts; null is the system itself. */
  async actor(code: string | null): Promise<Actor> {
    if (code === null) return SYSTEM_ACTOR;
    const kept = this.actors.get(code);
    if (kept) return kept;
    const actor = await this.parts.store.read(async (session): Promise<Actor | null> => {
      const member = await session.findOne(MemberRow, { code });
      const agency = member && (await session.findOne(AgencyRow, { id: member.agency }));
      if (!member || !agency) return null;
      return { memberId: member.id, agencyId: agency.id, agencyType: agency.agencyType, roles: member.roles };
    });
    if (!actor) throw new Error(`the demo has no member ${code}`);
    this.actors.set(code, actor);
    return actor;
  }

  /** An input with every name in it replaced. */
  async input(written: StoryObject): Promise<Record<string, unknown>> {
    const input: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(written)) input[field] = await this.value(value);
    return input;
  }

  private async value(written: StoryValue): Promise<unknown> {
    if (written instanceof Named) return written.what === 'sum' ? fenOf(written.name) : this.meaning(written);
    if (typeof written !== 'object') return written;
    if (!isList(written)) return this.input(written);
    const values: unknown[] = [];
    for (const each of written) values.push(await this.value(each));
    return values;
  }

  private async meaning({ what, name }: Named): Promise<string> {
    if (what === 'sum') throw new RangeError('a sum is nothing to be found');
    if (what === 'day') return this.parts.line.date(name);
    if (what === 'time') return this.parts.line.instant(name);
    const key = keyOf({ what, name });
    const id = this.found.get(key) ?? (await this.find(what, name));
    if (id === undefined) throw new Error(`the demo has no ${key}`);
    this.found.set(key, id);
    return id;
  }

  private async find(what: Findable, name: string): Promise<string | undefined> {
    if (what === 'task') return this.findTask(name);
    if (what === 'gang' || what === 'suspect') return this.findMade(what, name);
    return (await this.parts.store.read((session) => session.findOne<CodedRow>(CODED[what], { code: name })))?.id;
  }

  private async findTask(name: string): Promise<string | undefined> {
    const [code = '', number = ''] = name.split('/');
    const operation = await this.meaning(new Named('operation', code));
    return (await this.parts.store.read((session) => session.findOne(TaskRow, { operation, number })))?.id;
  }

  /** By its maker's key, so that a replay that goes on in another process finds it too. */
  private async findMade(what: keyof typeof MADE, name: string): Promise<string | undefined> {
    const place = this.makers.get(keyOf({ what, name }));
    const step = place === undefined ? undefined : this.parts.steps[place];
    if (place === undefined || !step) return undefined;
    const actor = keyHolder(await this.actor(step.by));
    const subjectType = MADE[what];
    return this.parts.store.read(async (session) => {
      const done = await session.findOne(IdempotencyRow, { actor, key: stepKey(place) });
      if (!done || done.subjectType === subjectType) return done?.subject;
      // An arrest makes its suspect beside the trip that it is a command on.
      const { operation, command } = done;
      return (await session.findOne(LogEntryRow, { operation, command, subjectType }))?.subject;
    });
  }
}

function fenOf(yuan: string): Fen {
  const fen = parseMoney(yuan);
  if (fen === null) throw new RangeError(`${yuan} is no sum of money`);
  return fen;
}

function keyOf({ what, name }: Pick<Named, 'what' | 'name'>): string {
  return `${what} ${name}`;
}

function isList(value: readonly StoryValue[] | StoryObject): value is readonly StoryValue[] {
  return Array.isArray(value);
}
