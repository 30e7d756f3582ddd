import { Field, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection';
import { AgencyTypeEnum, LocaleEnum, RoleEnum } from './enums';
import { Node } from './node';
import { DateTimeScalar } from '../scalars';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'An agency 单位 of the joint force.' })
export class Agency extends Node {
  @Field(() => String, { description: 'Short and stable, e.g. yk-police.' })
  code!: string;
  @Field(() => AgencyTypeEnum, { description: 'What it is.' })
  type!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where its liaison on duty is reached by phone; for agencies of a common operation.',
  })
  hotline!: string | null;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'A member of an agency, called by its post.' })
export class Member extends Node {
  @Field(() => String, { description: 'Short and stable, e.g. yk-police.commander.' })
  code!: string;
  @Field(() => String, { description: 'The post, never a private name.' })
  name!: string;
  @Field(() => [RoleEnum], { description: 'What the member does in its agency.' })
  roles!: string[];
  @Field(() => Boolean, { description: 'May sign in.' })
  active!: boolean;
  @Field(() => Boolean, {
    description:
      'Its agency is reached through it now 值班; told to the own agency and, of liaisons, to agencies of a common operation. False where it is withheld.',
  })
  onDuty!: boolean;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'The one who asks, and as what.' })
export class Viewer {
  @Field(() => [RoleEnum], { description: 'Roles in its agency.' })
  roles!: string[];
  @Field(() => LocaleEnum, { description: 'Language of texts where a field is not asked in another.' })
  locale!: string;
  @Field(() => DateTimeScalar, { description: 'When the session ends; a live socket ends with it.' })
  sessionEndsAt!: string;
}

export const AgencyConnection = connectionOf('Agency', { node: () => Agency, what: 'agencies' });
export type AgencyConnection = Connection<Agency>;
export const MemberConnection = connectionOf('Member', { node: () => Member, what: 'members' });
export type MemberConnection = Connection<Member>;
