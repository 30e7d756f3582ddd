import { day, gang, member, operation, suspect, task, time, type Step, type StoryObject } from '../step';
import { minutesAfter } from '../time-line';
import { arrestSteps, recoverySteps } from './arrest-steps';
import { HOME_HOUSE, ROUTES, type Route } from './routes';
import type { Trip } from './trip';

/** Turns a trip of the tables into the commands that tell it. */

const OPERATION = 'YK-FRAUD';
const APPROVER = 'yk-police.commander';

/** The steps of a trip whose number is `number`; without `taskId`, which all but the plan have in common. */
interface Told {
  readonly trip: Trip;
  readonly number: number;
}

/** Every command of one trip; the first plans it, and its number is its place among the plans. */
export function tripSteps(trip: Trip, number: number): Step[] {
  const told = { trip, number };
  const taskId = task(`${OPERATION}/ARR-${String(number).padStart(4, '0')}`);
  const steps = [...decisions(told), ...wayThere(told), ...arrestSteps(trip, number), ...recoverySteps(trip)];
  const after = [...steps, ...wayHome(trip), ...ending(trip)];
  return [plan(trip), ...after.map((step) => ({ ...step, input: { taskId, ...step.input } }))];
}

function plan({ planned: { at, by }, ...trip }: Trip): Step {
  const input = {
    operationId: operation(OPERATION),
    ...{ title: trip.title, destination: trip.destination, stops: trip.stops ?? [], gangId: gang(trip.gang) },
    priority: trip.priority ?? 'NORMAL',
    leaderId: member(trip.team[0]),
    memberIds: trip.team.map(member),
    departOn: day(trip.departOn ?? (trip.departed ?? '').slice(0, 10)),
    dueAt: time(trip.dueAt),
  };
  return { at, by, action: 'planArrestTrip', input };
}

function decisions({ trip: { approved, aborted } }: Told): Step[] {
  const steps: Step[] = [];
  if (approved) {
    const input: StoryObject = approved.note === undefined ? {} : { note: approved.note };
    steps.push({ at: approved.at, by: approved.by ?? APPROVER, action: 'approveArrestTrip', input });
  }
  if (aborted) {
    steps.push({ at: aborted.at, by: APPROVER, action: 'abortArrestTrip', input: { reason: aborted.reason } });
  }
  return steps;
}

function wayThere({ trip, number }: Told): Step[] {
  const by = trip.team[0];
  const steps: Step[] = trip.departed ? [{ at: trip.departed, by, action: 'departArrestTrip', input: {} }] : [];
  for (const [i, { at, host, stop }] of (trip.arrived ?? []).entries()) {
    const letter = `永公协字〔2015〕9${String(number * 10 + i).padStart(3, '0')}号`;
    const input = { hostAgency: host, cooperationLetter: letter, ...(stop ? { destination: stop } : {}) };
    const document = {
      kind: 'COOPERATION_LETTER',
      number: letter,
      issuedOn: day((trip.approved ?? { at }).at.slice(0, 10)),
    };
    steps.push({ at, by, action: 'arriveArrestTrip', input });
    steps.push({ at: minutesAfter(at, 30), by, action: 'recordDocument', input: { document } });
  }
  return steps;
}

function wayHome(trip: Trip): Step[] {
  const by = trip.team[0];
  if (!trip.escort) {
    if (!trip.returned) return [];
    const input = { at: time(trip.returned), custody: [] };
    return [{ at: minutesAfter(trip.returned, 20), by, action: 'completeReturn', input }];
  }
  const { at } = trip.escort;
  const route: Route = ROUTES[trip.escort.route];
  const home = minutesAfter(at, route.home);
  const custody = suspectsOf(trip).map((suspectId) => ({ suspectId, house: HOME_HOUSE, enteredAt: time(home) }));
  return [
    { at, by, action: 'beginEscort', input: { legs: legsOf(trip, { at, route }) } },
    ...route.waypoints.map(({ after, place, point }) => {
      const seenAt = minutesAfter(at, after);
      const location = { type: 'Point', coordinates: point };
      return { at: seenAt, by, action: 'reportPosition', input: { at: time(seenAt), location, place } };
    }),
    { at: minutesAfter(home, 15), by, action: 'completeReturn', input: { at: time(home), custody } },
  ];
}

function legsOf(trip: Trip, { at, route }: { at: string; route: Route }): StoryObject[] {
  return route.stretches.map(({ mode, from, to, departs, arrives }) => ({
    ...{ mode, from, to },
    departAt: time(minutesAfter(at, departs)),
    arriveAt: time(minutesAfter(at, arrives)),
    suspectIds: suspectsOf(trip),
    officerIds: trip.team.map(member),
  }));
}

function suspectsOf({ arrests = [] }: Trip): ReturnType<typeof suspect>[] {
  return arrests.map((arrest) => suspect(arrest.suspect));
}

function ending({ team, closed }: Trip): Step[] {
  if (!closed) return [];
  return [{ at: closed.at, by: team[0], action: 'closeArrestTrip', input: { report: closed.report } }];
}
