import { agency, day, suspect, sum, time, type Step, type StoryObject } from '../step';
import { minutesAfter } from '../time-line';
import { isKnownBefore, newSuspect } from './gangs';
import { ROUTES } from './routes';
import { suspectName, testAccountNumber } from './test-values';
import type { Arrest, Recovered, Trip } from './trip';

/** How long before an arrest its warrant is on file, and how soon after something happened it is recorded, in minutes. */
const WARRANT_BEFORE = 60;
const RECORDED_AFTER = 20;

/** What is recorded of each suspect of a trip: warrant, arrest, news to the family, lock-up. */
export function arrestSteps(trip: Trip, number: number): Step[] {
  const by = trip.team[0];
  return (trip.arrests ?? []).flatMap((arrest) => {
    const steps: Omit<Step, 'by'>[] = [warrantOf(arrest, number), detention(arrest, { trip, number })];
    return [...steps, ...careOf(arrest, trip)].map((step) => ({ ...step, by }));
  });
}

/** Money that a trip got back. */
export function recoverySteps(trip: Trip): Step[] {
  return (trip.recovered ?? []).map((recovered) => {
    const { at, amount, from } = recovered;
    const input = { amount: sum(amount), at: time(at), suspectId: suspect(from), ...accountOf(recovered) };
    return { at: minutesAfter(at, RECORDED_AFTER), by: trip.team[0], action: 'recordRecovery', input };
  });
}

function warrantOf(arrest: Arrest, number: number): Omit<Step, 'by'> {
  const at = minutesAfter(arrest.at, -WARRANT_BEFORE);
  const document = { kind: 'DETENTION_WARRANT', number: warrantNumber(arrest, number), issuedOn: day(at.slice(0, 10)) };
  return { at, action: 'recordDocument', input: { document } };
}

function detention(arrest: Arrest, { trip, number }: { trip: Trip; number: number }): Omit<Step, 'by'> {
  const { at, place, division, category } = arrest;
  const known = isKnownBefore(arrest.suspect);
  const person = known
    ? { suspectId: suspect(arrest.suspect) }
    : { newSuspect: newSuspect(arrest.suspect, { gang: trip.gang, category }) };
  const input = { ...person, at: time(at), place, division, warrantNumber: warrantNumber(arrest, number) };
  const step = { at: minutesAfter(at, RECORDED_AFTER), action: 'recordArrest', input };
  return known ? step : { ...step, makes: suspect(arrest.suspect) };
}

function careOf(arrest: Arrest, { escort }: Trip): Omit<Step, 'by'>[] {
  const suspectId = suspect(arrest.suspect);
  const steps: Omit<Step, 'by'>[] = [];
  if (arrest.toldAfter !== undefined) {
    const at = minutesAfter(arrest.at, arrest.toldAfter);
    const input = { suspectId, at: time(at) };
    steps.push({ at: minutesAfter(at, RECORDED_AFTER), action: 'recordFamilyNotice', input });
  }
  if (arrest.housedAfter !== undefined && escort) {
    const at = minutesAfter(arrest.at, arrest.housedAfter);
    const input = { suspectId, house: ROUTES[escort.route].house, enteredAt: time(at), temporary: true };
    steps.push({ at: minutesAfter(at, RECORDED_AFTER), action: 'recordCustody', input });
  }
  return steps;
}

function warrantNumber({ suspect: of }: Arrest, trip: number): string {
  return `永公刑拘字〔2015〕9${String(trip).padStart(2, '0')}${of}号`;
}

function accountOf({ from, bank }: Recovered): StoryObject {
  if (!bank) return {};
  const place = 'code' in bank ? { bankId: agency(bank.code) } : { bankName: bank.name };
  return { account: { ...place, number: testAccountNumber(from), holderName: suspectName(from) } };
}
