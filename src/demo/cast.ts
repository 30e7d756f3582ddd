import { SYSTEM_ACTOR, type Actor } from '../core/actor';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import { OperationRow } from '../store/rows/operation.row';
import { TaskRow } from '../store/rows/task.row';
import type { Store } from '../store/store';
import type { Named, StoryValue } from './step';
import type { TimeLine } from './time-line';

interface CodedRow {
  id: string;
  code: string;
}

const CODED = { agency: AgencyRow, member: MemberRow, operation: OperationRow } as const;

/** Turns the story's names into this installation's ids, dates and actors. Whatever it can't find is an error. */
export class Cast {
  private readonly found = new Map<string, string>();
  private readonly actors = new Map<string, Actor>();

  constructor(
    private readonly store: Store,
    private readonly line: TimeLine,
  ) {}

  /** The member of a code as who acts; null is the system itself. */
  async actor(code: string | null): Promise<Actor> {
    if (code === null) return SYSTEM_ACTOR;
    const kept = this.actors.get(code);
    if (kept) return kept;
    const actor = await this.store.read(async (session): Promise<Actor | null> => {
      const member = await session.findOne(MemberRow, { code });
      const agency = member && (await session.findOne(AgencyRow, { id: member.agency }));
      if (!member || !agency) return null;
      return { memberId: member.id, agencyId: agency.id, agencyType: agency.agencyType, roles: member.roles };
    });
    if (!actor) throw new Error(`the demo has no member ${code}`);
    this.actors.set(code, actor);
    return actor;
  }

  /** A value of an input with every name in it replaced. */
  async value(written: StoryValue): Promise<unknown> {
    if (typeof written === 'string') return written;
    if ('what' in written) return this.meaning(written);
    const values: unknown[] = [];
    for (const each of written) values.push(await this.value(each));
    return values;
  }

  private async meaning({ what, name }: Named): Promise<string> {
    if (what === 'day') return this.line.date(name);
    if (what === 'time') return this.line.instant(name);
    const key = `${what} ${name}`;
    const id = this.found.get(key) ?? (await (what === 'task' ? this.findTask(name) : this.findCoded(what, name)));
    if (id === undefined) throw new Error(`the demo has no ${key}`);
    this.found.set(key, id);
    return id;
  }

  private async findCoded(what: keyof typeof CODED, code: string): Promise<string | undefined> {
    return (await this.store.read((session) => session.findOne<CodedRow>(CODED[what], { code })))?.id;
  }

  private async findTask(name: string): Promise<string | undefined> {
    const [code = '', number = ''] = name.split('/');
    const operation = await this.meaning({ what: 'operation', name: code });
    return (await this.store.read((session) => session.findOne(TaskRow, { operation, number })))?.id;
  }
}
