import type { OutcomeBuilder } from '../../core/decision';
import { later, type Instant } from '../../core/time';
import type { CustodyRow, SuspectThing } from '../../records/gang/rows';
import type { ById } from './facts';

/** Stays of suspects in detention houses (羁押). Pure. */

/** The stay that has not ended, if there is one; one of a detention that ended by a release says nothing of this one. */
export function openStay({ id, detainedAt }: SuspectThing, stays: ById<readonly CustodyRow[]>): CustodyRow | undefined {
  const isOfNow = ({ enteredAt }: CustodyRow): boolean => detainedAt === null || enteredAt >= detainedAt;
  return stays.get(id)?.find((stay) => stay.leftAt === null && isOfNow(stay));
}

/** The stay ends, never before it began; whoever leaves the house at home is in none. */
export function stayEnded(change: OutcomeBuilder, stay: CustodyRow, at: Instant): OutcomeBuilder {
  const ended = change.part('custody', stay.id, { leftAt: later(stay.enteredAt, at) });
  return stay.temporary ? ended : ended.set({ detentionHouse: null, enteredHouseAt: null });
}
