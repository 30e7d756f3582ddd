import { Field, InputType, ObjectType } from 'type-graphql';
import { z } from 'zod';
import type { CalendarDate, Instant } from '../../core/time';
import { DateScalar, DateTimeScalar } from '../scalars';
import { closed } from './enums';
import { limit } from './limits';

/** Legal papers 法律文书 as several kinds of task have them. */

const LEGAL_DOCUMENT_KINDS = [
  'DETENTION_WARRANT',
  'ARREST_WARRANT',
  'SUMMONS',
  'COOPERATION_LETTER',
  'FREEZE_NOTICE',
  'RENEWAL_NOTICE',
  'RETURN_DECISION',
  'RELEASE_NOTICE',
  'SUSPENSION_ORDER',
  'OTHER',
] as const;
export type LegalDocumentKind = (typeof LEGAL_DOCUMENT_KINDS)[number];

const LegalDocumentKindEnum = closed('LegalDocumentKind', LEGAL_DOCUMENT_KINDS, 'What a legal paper is.');

@ObjectType({ simpleResolvers: true, description: 'A legal paper 法律文书.' })
export class LegalDocument {
  @Field(() => LegalDocumentKindEnum, { description: 'What kind of paper it is.' })
  kind!: LegalDocumentKind;
  @Field(() => String, { nullable: true, description: 'Its number.' })
  number!: string | null;
  @Field(() => DateScalar, { description: 'The day that it bears.' })
  issuedOn!: CalendarDate;
  @Field(() => DateTimeScalar, { description: 'When it was filed here.' })
  filedAt!: Instant;
  @Field(() => Boolean, { description: 'It came after its time limit.' })
  late!: boolean;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@InputType({ description: 'A legal paper 法律文书 to be filed.' })
export class LegalDocumentInput {
  @Field(() => LegalDocumentKindEnum, { description: 'What kind of paper it is.' })
  kind!: LegalDocumentKind;
  @Field(() => String, { description: 'Its number.' })
  number!: string;
  @Field(() => DateScalar, { description: 'The day that it bears.' })
  issuedOn!: CalendarDate;
}

/** Limits of a legal paper. */
export const legalDocumentLimits = z.strictObject({
  kind: z.enum(LEGAL_DOCUMENT_KINDS),
  number: limit.text(1, 60),
  issuedOn: limit.date,
});
