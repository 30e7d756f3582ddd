import { Field, ObjectType } from 'type-graphql';
import { AgencyTypeEnum, PartEnum, RoleEnum, VisibilityLevelEnum } from './enums';

@ObjectType({ simpleResolvers: true, description: 'How much of a class of fields is shown.' })
export class FieldVisibility {
  @Field(() => String, {
    description:
      'The class, e.g. OPEN, CASE, PERSONAL; of tallies TOTAL and what they can be grouped by, masked where small sums are withheld.',
  })
  class!: string;
  @Field(() => [String], { description: 'The fields of the type that have it.' })
  names!: string[];
  @Field(() => VisibilityLevelEnum, { description: 'How much of them is shown.' })
  level!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What a thing must hold for a rule to be about it.' })
export class VisibilityCondition {
  @Field(() => String, { description: 'A field of the type.' })
  field!: string;
  @Field(() => [String], { description: 'Of a list: it holds one of these.' })
  oneOf!: string[];
  @Field(() => Boolean, { nullable: true, description: 'Of a flag: what it is; null for a list.' })
  is!: boolean | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A row of the need-to-know table 知悉范围 that is in force. It is about a viewer for whom everything holds; one who fits several rows sees the best of each class.',
})
export class VisibilityRule {
  @Field(() => String, {
    description:
      'The type of thing; for elements of a list, of the thing that has it; for entries of the log, of what they are about, in the state that they left it in; for tallies, of what counts them.',
  })
  type!: string;
  @Field(() => [String], { description: 'While the thing is in one of these states; empty: in any.' })
  states!: string[];
  @Field(() => String, {
    description:
      "How the viewer's agency, or the person, stands to the thing, e.g. PARTICIPANT, LEAD, OWN; of a record, LEAD, ASSIST, NAMED and such to a task that refers to it; ANYONE: every member; OTHERS: whom no other row is about; PARENT: whoever was shown the thing that it is read through.",
  })
  relation!: string;
  @Field(() => [AgencyTypeEnum], { description: 'Members of agencies of these types; empty: of any.' })
  agencyTypes!: string[];
  @Field(() => [RoleEnum], { description: 'Members with one of these roles; empty: with any.' })
  roles!: string[];
  @Field(() => [PartEnum], { description: 'Agencies with one of these parts in the operation; empty: with any.' })
  parts!: string[];
  @Field(() => String, {
    nullable: true,
    description: 'Of a record, its field that names another one: tasks that refer to that count as well.',
  })
  via!: string | null;
  @Field(() => [String], {
    description: 'Tasks count by way of `via` while they are in one of these states; empty: in any.',
  })
  tasksIn!: string[];
  @Field(() => VisibilityCondition, { nullable: true, description: 'What the thing must hold beside.' })
  having!: VisibilityCondition | null;
  @Field(() => [String], { description: 'Of tallies: the metrics that it is about.' })
  metrics!: string[];
  @Field(() => Boolean, { description: 'The viewer may know that the thing is there.' })
  sees!: boolean;
  @Field(() => [FieldVisibility], { description: 'Every class of field that the type has.' })
  fields!: FieldVisibility[];
}
