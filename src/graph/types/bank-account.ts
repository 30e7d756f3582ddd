import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { limit } from './limits';

/** A bank account as an input names it. */
@InputType({ description: 'A bank account; its number and holder are kept sealed.' })
export class BankAccountInput {
  @Field(() => ID, { nullable: true, description: 'The bank, if it takes part in the operation.' })
  bankId?: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the bank, if it does not take part.' })
  bankName?: string | null;
  @Field(() => String, { description: 'The account or card number: digits, perhaps with spaces.' })
  number!: string;
  @Field(() => String, { description: 'Whose account it is.' })
  holderName!: string;
}

/** Limits of a bank account. Luhn's check is no reason to refuse: not every account number has one. */
export const bankAccountLimits = z
  .strictObject({
    bankId: limit.id('agy').nullish(),
    bankName: limit.text(2, 100).nullish(),
    number: z
      .string()
      .transform((text) => text.replace(/[\s-]/g, ''))
      .refine((text) => /^[0-9A-Za-z]{6,34}$/.test(text), { error: 'NOT_AN_ACCOUNT' }),
    holderName: limit.text(1, 100),
  })
  .refine(({ bankId, bankName }) => !bankId !== !bankName, { error: 'ONE_OF', path: ['bankId'] });

@ObjectType({ simpleResolvers: true, description: 'A bank account, as far as the viewer may see it.' })
export class BankAccount {
  @Field(() => String, { nullable: true, description: 'Name of the bank, where it does not take part.' })
  bankName!: string | null;
  @Field(() => String, { nullable: true, description: 'The account number, masked for who does not work on it.' })
  number!: string | null;
  @Field(() => String, { nullable: true, description: 'Whose account it is.' })
  holderName!: string | null;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
  /** Id of the agency. */
  bankId!: string | null;
}
