import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { LocaleArg } from '../types/locale-arg';
import { proofOf, summaryOf, type ShownEntry } from '../log-view';
import { Agency, Member } from '../types/directory';
import { LogEntry, LogProof } from '../types/log';
import { Subject } from '../types/node';
import { Task } from '../types/task';

@Resolver(() => LogEntry)
export class LogEntryFields {
  @FieldResolver(() => Member, {
    nullable: true,
    description: 'Who acted; null for the system itself, and to whom the case is hidden.',
  })
  async actor(@Root() { by }: ShownEntry, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return by.actor === null ? null : loaders.member.load(by.actor);
  }

  @FieldResolver(() => Agency, { nullable: true, description: 'The agency of who acted, as `actor`.' })
  async agency(@Root() { by }: ShownEntry, @Ctx() { loaders }: ApiContext): Promise<Agency | null> {
    return by.agency === null ? null : loaders.agency.load(by.agency);
  }

  @FieldResolver(() => Subject, { nullable: true, description: 'What was changed, as it stands now.' })
  subject(@Root() { subjectShown }: ShownEntry): Subject {
    return subjectShown as unknown as Subject;
  }

  @FieldResolver(() => Task, {
    nullable: true,
    description: 'The task that the subject is or belongs to, or whose count is corrected.',
  })
  async task(@Root() { row, subjectShown }: ShownEntry, @Ctx() { loaders }: ApiContext): Promise<Task | null> {
    if (row.task === null) return null;
    const shown = row.task === row.subject ? subjectShown : await loaders.subject.load(row.task);
    return shown as unknown as Task | null;
  }

  @FieldResolver(() => String, { description: 'What happened, in words, with the values that the viewer may see.' })
  summary(@Root() entry: ShownEntry, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return summaryOf(entry, services, localeOf(locale));
  }

  @FieldResolver(() => LogProof, {
    nullable: true,
    description: 'For auditors of the lead alone: a gapless number would tell others what they do not see.',
  })
  async proof(@Root() entry: ShownEntry, @Ctx() { services }: ApiContext): Promise<LogProof | null> {
    return proofOf(entry, services);
  }
}
