import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { connectionOf, type Connection } from '../../../graph/types/connection';
import { closed } from '../../../graph/types/enums';
import { Node, Subject } from '../../../graph/types/node';
import { Payload } from '../../../graph/types/payload';

/** States of a suspect, from being sought to being handed over. */
export const SUSPECT_STATES = ['WANTED', 'LOCATED', 'DETAINED', 'ESCORTED', 'HANDED_OVER', 'RELEASED'] as const;
export type SuspectState = (typeof SUSPECT_STATES)[number];

export const SuspectStateEnum = closed('SuspectState', SUSPECT_STATES, 'How far the hunt for a suspect is.');

@ObjectType({
  implements: [Node, Subject],
  simpleResolvers: true,
  description: 'A gang 团伙 that is hunted; for police.',
})
export class Gang extends Subject {
  @Field(() => String, { description: 'What it is called; never the name of a person.' })
  name!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was broken 打掉.' })
  brokenAt!: Instant | null;
}

@ObjectType({ implements: [Node, Subject], simpleResolvers: true, description: 'A suspect 犯罪嫌疑人; for police.' })
export class Suspect extends Subject {
  @Field(() => SuspectStateEnum, { description: 'How far the hunt is.' })
  state!: SuspectState;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When detained 刑事拘留.' })
  detainedAt!: Instant | null;
  @Field(() => String, { nullable: true, description: 'The detention house 看守所 where the suspect was brought.' })
  detentionHouse!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the suspect entered it.' })
  enteredHouseAt!: Instant | null;
}

@ObjectType({ simpleResolvers: true, description: 'A stay of a suspect in a detention house 羁押.' })
export class Custody {
  @Field(() => String, { nullable: true, description: 'The detention house 看守所.' })
  house!: string | null;
  @Field(() => DateTimeScalar, { description: 'When the suspect entered it.' })
  enteredAt!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the suspect left it.' })
  leftAt!: Instant | null;
  @Field(() => Boolean, { description: 'Near the place of arrest 寄押, until the way home.' })
  temporary!: boolean;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

export const GangConnection = connectionOf('Gang', { node: () => Gang, what: 'gangs' });
export type GangConnection = Connection<Gang>;
export const SuspectConnection = connectionOf('Suspect', { node: () => Suspect, what: 'suspects' });
export type SuspectConnection = Connection<Suspect>;

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on gangs answer.' })
export class GangPayload extends Payload {
  @Field(() => Gang, { description: 'The gang as it stands now.' })
  gang!: Gang;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on suspects answer.' })
export class SuspectPayload extends Payload {
  @Field(() => Suspect, { description: 'The suspect as it stands now.' })
  suspect!: Suspect;
}
