import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Shown, ShownPart } from '../../access/need-to-know';
import { fullName, findDivision } from '../../core/divisions';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { labelOf, nameOf } from '../names';
import { readLog } from '../log-page';
import { Assignment } from '../types/assignment';
import { LocaleArg } from '../types/locale-arg';
import { LogConnection } from '../types/log';
import { Clock } from '../types/rule';
import { Denial, Division, Progress } from '../types/common';
import { Agency, Member, Viewer } from '../types/directory';
import { ActionEnum } from '../types/enums';
import { Subject } from '../types/node';
import { Operation, Participation } from '../types/operation';
import { Task } from '../types/task';

/** Fields of the shared types that point at other things or are texts. */

@Resolver(() => Subject)
export class SubjectFields {
  @FieldResolver(() => Operation, { description: 'The operation that it belongs to.' })
  async operation(@Root() subject: Shown, @Ctx() { loaders }: ApiContext): Promise<Operation | null> {
    return loaders.operation.load(subject.operation);
  }

  @FieldResolver(() => String, { description: 'What to call it in a list or an alert; masked as its fields are.' })
  async label(@Root() subject: Shown, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): Promise<string> {
    return labelOf(subject, context, locale);
  }

  @FieldResolver(() => [ActionEnum], {
    description: 'What this viewer may do now: the same table that decides the mutation, guards included.',
  })
  availableActions(@Root() subject: Shown, @Ctx() { reading, services }: ApiContext): string[] {
    const { reader, ...origin } = reading.originOf(subject);
    return services.door.judge.available({ ...origin, ...reader });
  }

  @FieldResolver(() => [Denial], {
    description: 'What the state would allow but this viewer may not do, and why.',
  })
  deniedActions(@Root() subject: Shown, @Ctx() { reading, services }: ApiContext): Denial[] {
    const { reader, ...origin } = reading.originOf(subject);
    return services.door.judge.denied({ ...origin, ...reader });
  }
}

@Resolver(() => Task)
export class TaskFields {
  @FieldResolver(() => String, { description: 'Its state in words.' })
  stateLabel(@Root() task: Shown, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`state.${String(task['kind'])}.${String(task['state'])}`, localeOf(locale));
  }

  @FieldResolver(() => Agency, { description: 'The agency that leads it.' })
  async leadAgency(@Root() task: Shown, @Ctx() { loaders }: ApiContext): Promise<Agency> {
    return loaders.agency.load(String(task['leadAgency']));
  }

  @FieldResolver(() => Division, { nullable: true, description: 'Where it takes place.' })
  division(@Root() task: Shown, @Ctx() { divisions }: ApiContext): Division | null {
    return typeof task['division'] === 'string' ? divisions.get(task['division']) : null;
  }

  @FieldResolver(() => Member, { nullable: true, description: 'Who began it.' })
  async createdBy(@Root() task: Shown, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return typeof task['createdBy'] === 'string' ? loaders.member.load(task['createdBy']) : null;
  }

  @FieldResolver(() => Progress, { nullable: true, description: 'How far it is, where its kind counts that.' })
  progress(@Root() task: Shown): Progress | null {
    const { done, total, unit } = (task['progress'] ?? {}) as Partial<Progress>;
    if (done === undefined || total === undefined || unit === undefined) return null;
    // Of nothing no part is done.
    return { done, total, ratio: total === 0 ? 0 : done / total, unit };
  }

  @FieldResolver(() => [Assignment], { description: 'Agencies that are bound to it by hand-over, the lead first.' })
  async assignments(@Root() task: Shown, @Ctx() { loaders }: ApiContext): Promise<Assignment[]> {
    const shown = await loaders.parts(task, 'assignments');
    return shown.sort((a, b) => rankOf(a) - rankOf(b)) as unknown as Assignment[];
  }

  @FieldResolver(() => [Clock], { description: 'Its time limits 时限, the one that is due first before the others.' })
  async clocks(@Root() task: Shown, @Ctx() { loaders }: ApiContext): Promise<Clock[]> {
    const shown = await loaders.parts(task, 'clocks');
    return shown.sort((a, b) => (String(a['dueAt']) < String(b['dueAt']) ? -1 : 1)) as unknown as Clock[];
  }

  @FieldResolver(() => LogConnection, { description: 'Its entries of the log, oldest first.' })
  async timeline(
    @Root() task: Shown,
    @Ctx() context: ApiContext,
    @Arg('sinceVersion', () => Int, {
      nullable: true,
      description: 'Only what came after this version: what others changed since, to settle a VERSION_CONFLICT.',
    })
    sinceVersion?: number,
    @Arg('first', () => Int, { nullable: true, description: 'How many from the beginning; 50 if left out.' })
    first?: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor that the page begins after.' }) after?: string,
    @Arg('last', () => Int, { nullable: true, description: 'How many from the end.' }) last?: number,
    @Arg('before', () => String, { nullable: true, description: 'Cursor that the page ends before.' }) before?: string,
  ): Promise<LogConnection> {
    const page = { first, after, last, before };
    const { definition, thing, reader } = context.reading.originOf(task);
    const versions = context.services.needToKnow.showsCase(definition, thing, reader) ? 'ALL' : 'OPEN';
    const untilVersion = thing.partsThen ? thing.version : null;
    const of = { task: task.id, sinceVersion: sinceVersion ?? 0, untilVersion, versions } as const;
    return readLog(context, { operation: task.operation, page, of });
  }
}

/** The lead before those that assist. */
function rankOf(assignment: ShownPart): number {
  return assignment['relation'] === 'LEAD' ? 0 : 1;
}

@Resolver(() => Denial)
export class DenialFields {
  @FieldResolver(() => String, { description: 'The reason in words.' })
  reason(@Root() denial: Denial, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`denial.${denial.code}`, localeOf(locale));
  }
}

@Resolver(() => Division)
export class DivisionFields {
  @FieldResolver(() => String, { description: 'Its own name; where no English one is shipped, the Chinese one.' })
  name(@Root() division: Division, @Ctx() { localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    const entry = findDivision(division.code);
    return (localeOf(locale) === 'EN' ? entry?.nameEn : null) ?? entry?.nameZh ?? division.code;
  }

  @FieldResolver(() => String, { description: 'Its name with those of the divisions above.' })
  fullName(@Root() division: Division, @Ctx() { localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    return fullName(division.code, localeOf(locale));
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division above.' })
  parent(@Root() division: Division, @Ctx() { divisions }: ApiContext): Division | null {
    return divisions.find(division.parentCode);
  }
}

@Resolver(() => Agency)
export class AgencyFields {
  @FieldResolver(() => String, { description: 'Its name in words.' })
  name(@Root() agency: Shown, @Ctx() { localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    return nameOf(agency, localeOf(locale));
  }

  @FieldResolver(() => Division, { description: 'Where it is.' })
  division(@Root() agency: Shown, @Ctx() { divisions }: ApiContext): Division {
    return divisions.get(String(agency['division']));
  }
}

@Resolver(() => Member)
export class MemberFields {
  @FieldResolver(() => Agency, { description: 'Its agency.' })
  async agency(@Root() member: Shown, @Ctx() { loaders }: ApiContext): Promise<Agency> {
    return loaders.agency.load(String(member['agency']));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'For members of the same agency; kept sealed.',
  })
  async phone(@Root() member: Shown, @Ctx() { loaders }: ApiContext): Promise<string | null> {
    return loaders.text(member['phone']);
  }
}

@Resolver(() => Viewer)
export class ViewerFields {
  @FieldResolver(() => Member, { nullable: true, description: 'The person; null for the system of an agency.' })
  async member(@Ctx() { viewer, loaders }: ApiContext): Promise<Member | null> {
    return viewer.key ? null : loaders.member.load(viewer.memberId);
  }

  @FieldResolver(() => Agency, { description: 'Its agency.' })
  async agency(@Ctx() { viewer, loaders }: ApiContext): Promise<Agency> {
    return loaders.agency.load(viewer.agencyId);
  }
}

@Resolver(() => Participation)
export class ParticipationFields {
  @FieldResolver(() => Agency, { description: 'The agency.' })
  async agency(@Root() participation: Participation, @Ctx() { loaders }: ApiContext): Promise<Agency> {
    return loaders.agency.load(participation.agencyId);
  }
}
