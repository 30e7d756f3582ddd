import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Shown, ShownPart } from '../../access/need-to-know';
import type { Rule as RuleEntry } from '../../core/rule-pack';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { Assignment } from '../types/assignment';
import { Agency, Member } from '../types/directory';
import { LocaleArg } from '../types/locale-arg';
import { Subject } from '../types/node';
import { Operation } from '../types/operation';
import { Clock, Rule } from '../types/rule';

@Resolver(() => Operation)
export class OperationRules {
  @FieldResolver(() => [Rule], { description: 'The limits that are in force here 规则包; for participants.' })
  rules(@Root() operation: Shown, @Ctx() { services }: ApiContext): Rule[] {
    return operation.withheld.includes('rules') ? [] : services.rules.all().map(ruleOf);
  }
}

@Resolver(() => Rule)
export class RuleFields {
  @FieldResolver(() => Member, { nullable: true, description: 'Who changed it here; null for what was shipped.' })
  changedBy(): Member | null {
    return null;
  }
}

@Resolver(() => Clock)
export class ClockFields {
  @FieldResolver(() => String, { description: 'What is to be done in time, in words.' })
  label(@Root() clock: ShownPart, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`clock.${String(clock['code'])}`, localeOf(locale));
  }

  @FieldResolver(() => Subject, { nullable: true, description: 'What it is about: the task, or a thing of it.' })
  async subject(@Root() clock: ShownPart, @Ctx() { loaders }: ApiContext): Promise<Subject | null> {
    const id = typeof clock['thing'] === 'string' ? clock['thing'] : clock.subjectId;
    return loaders.subject.load(id) as Promise<Subject | null>;
  }

  @FieldResolver(() => Rule, { description: 'The rule that it is judged by.' })
  rule(@Root() clock: ShownPart, @Ctx() { services }: ApiContext): Rule {
    return ruleOf(services.rules.get(String(clock['code'])));
  }
}

@Resolver(() => Assignment)
export class AssignmentFields {
  @FieldResolver(() => Agency, { description: 'The agency.' })
  async agency(@Root() assignment: ShownPart, @Ctx() { loaders }: ApiContext): Promise<Agency> {
    return loaders.agency.load(String(assignment['agency']));
  }

  @FieldResolver(() => [Member], { description: 'Its members who work on the task.' })
  async members(@Root() assignment: ShownPart, @Ctx() { loaders }: ApiContext): Promise<Member[]> {
    return Promise.all((assignment['members'] as readonly string[]).map((id) => loaders.member.load(id)));
  }

  @FieldResolver(() => Member, { nullable: true, description: 'Who offered the task 派发.' })
  async offeredBy(@Root() assignment: ShownPart, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return typeof assignment['offeredBy'] === 'string' ? loaders.member.load(assignment['offeredBy']) : null;
  }

  @FieldResolver(() => Agency, { nullable: true, description: 'Whose it is instead, by who returned it.' })
  async suggestedAgency(@Root() assignment: ShownPart, @Ctx() { loaders }: ApiContext): Promise<Agency | null> {
    return typeof assignment['suggestedAgency'] === 'string'
      ? loaders.agency.load(assignment['suggestedAgency'])
      : null;
  }
}

function ruleOf({ code, value, unit, calendar, source, verified, inForceFrom, version }: RuleEntry): Rule {
  return { code, value, unit, calendar, source, verified, inForceFrom, version, changeReason: null };
}
