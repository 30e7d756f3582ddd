import { Field, ID, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { Fen } from '../../../core/money';
import type { Instant } from '../../../core/time';
import { DateTimeScalar, MoneyScalar } from '../../../graph/scalars';
import { BankAccountInput, bankAccountLimits } from '../../../graph/types/bank-account';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { dimensionsOf } from '../counts';
import { forAll, participantsAmong } from '../facts';
import { AT_HOME, TRAVELLING } from '../parties';
import type { ArrestTripThing, TripRecoveryRow } from '../rows';

@InputType({ description: 'Records money that the trip recovered 追赃.' })
export class RecordRecoveryInput extends TaskCommandInput {
  @Field(() => MoneyScalar, { description: 'How much was recovered.' })
  amount!: Fen;
  @Field(() => DateTimeScalar, { description: 'When it was recovered.' })
  at!: Instant;
  @Field(() => BankAccountInput, { nullable: true, description: 'The account that it was on; left out: cash.' })
  account?: BankAccountInput | null;
  @Field(() => ID, { nullable: true, description: 'The suspect that it was recovered from, detained on the trip.' })
  suspectId?: string | null;
}

/** From its arrival until the trip is closed; each recovery adds to what the trip recovered. */
export const recordRecovery = defineAction<ArrestTripThing, RecordRecoveryInput, ReadonlySet<string>>({
  name: 'recordRecovery',
  from: ['ON_SITE', 'ESCORTING', 'RETURNED'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, AT_HOME],
  input: RecordRecoveryInput,
  limits: taskLimits<RecordRecoveryInput>({
    amount: limit.positiveMoney,
    at: limit.instant,
    account: bankAccountLimits.nullish(),
    suspectId: limit.id('susp').nullish(),
  }),
  async loadFacts(reader, requests, now) {
    const banks = requests.flatMap(({ input }) => (input as RecordRecoveryInput).account?.bankId ?? []);
    return forAll(requests, await participantsAmong(reader, banks, now));
  },
  decide(trip, input, participants, { newId }) {
    const faults = recoveryFaults(trip, input, participants);
    if (faults.length > 0) throw badInput(faults);
    const { amount, at, account, suspectId } = input;
    const recovered = outcome()
      .set({ moneyRecovered: trip.moneyRecovered + amount })
      .part('recoveries', newId('rec'), { amount, at, suspect: suspectId ?? null, ...accountValues(account) });
    const count = ['MONEY_RECOVERED', amount, dimensionsOf(trip)] as const;
    return trip.state === 'RETURNED' ? recovered.tally(...count) : recovered.tallyInside(...count);
  },
});

function recoveryFaults(
  trip: ArrestTripThing,
  { at, account, suspectId }: RecordRecoveryInput,
  participants: ReadonlySet<string>,
): FaultSpec[] {
  const bank = account?.bankId;
  return [
    ...(bank && !participants.has(bank) ? [{ path: 'account.bankId', code: 'UNKNOWN_AGENCY' }] : []),
    ...(suspectId && !trip.suspects.includes(suspectId) ? [{ path: 'suspectId', code: 'NOT_ON_TRIP' }] : []),
    ...(trip.departedAt !== null && at < trip.departedAt ? [{ path: 'at', code: 'BEFORE_DEPARTURE' }] : []),
  ];
}

/** Of cash each is null. */
function accountValues(account: BankAccountInput | null | undefined): Pick<TripRecoveryRow, AccountField> {
  return {
    bank: account?.bankId ?? null,
    bankName: account?.bankName ?? null,
    accountNumber: account?.number ?? null,
    holderName: account?.holderName ?? null,
  };
}

type AccountField = 'bank' | 'bankName' | 'accountNumber' | 'holderName';
