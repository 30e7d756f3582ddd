import 'reflect-metadata';
import { denialOf, stateAllows } from '../../src/core/action-table';
import type { Actor } from '../../src/core/actor';
import { defineKind } from '../../src/core/definition';
import { stateDiagram } from '../../src/core/diagram';
import type { TaskThing } from '../../src/core/thing';
import { instantOf } from '../../src/core/time';
import { AGENCY_TYPES, ROLES, type AgencyType, type Role } from '../../src/core/vocabulary';
import { arrestTrip } from '../../src/kinds/arrest-trip';

const AT = instantOf(0);
const STATES = ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ABORTED'];

/** A trip of agy_lead, planned by mbr_planner and led by mbr_leader. */
const trip: TaskThing & { readonly leader: string } = {
  ...{ id: 'trip_1', operation: 'op_1', version: 1, state: 'PLANNED', createdAt: AT, updatedAt: AT },
  ...{ kind: 'ARREST_TRIP', number: 'ARR-0001', numberSeq: 1, title: 'A trip', phase: 'PLANNED' },
  ...{ paused: false, priority: 'NORMAL', leadAgency: 'agy_lead', createdBy: 'mbr_planner' },
  ...{ createdByAgency: 'agy_lead', holder: null, division: null, location: null, dueAt: null, overdue: false },
  closedAt: null,
  members: ['mbr_leader'],
  agencies: [{ agency: 'agy_lead', relation: 'LEAD' }],
  leader: 'mbr_leader',
};

/**
 * By hand from the page on task kinds: who may do what in which state, as `action state role type`, for a member of the
 * trip's lead agency, of an agency beside it, and for the trip's own leader and planner. "Police" is written out.
 */
const POLICE = ['POLICE_BUREAU', 'POLICE_STATION', 'PUBLIC_ORDER_BRIGADE', 'DETENTION_HOUSE'];

function lines(
  action: string,
  states: readonly string[],
  roles: readonly string[],
  types: readonly string[],
): string[] {
  return states.flatMap((state) => roles.flatMap((role) => types.map((type) => [action, state, role, type].join(' '))));
}

/** Planning makes a trip, whatever the state of another. */
const planning = lines('planArrestTrip', STATES, ['OFFICER', 'COMMANDER'], POLICE);
const approval = lines('approveArrestTrip', ['PLANNED'], ['COMMANDER'], ['POLICE_BUREAU']);
const departureByLead = lines('departArrestTrip', ['APPROVED'], ['COMMANDER'], AGENCY_TYPES);
const abortion = lines('abortArrestTrip', ['PLANNED', 'APPROVED', 'EN_ROUTE'], ['COMMANDER'], AGENCY_TYPES);
const departureByLeader = lines('departArrestTrip', ['APPROVED'], ROLES, AGENCY_TYPES);

interface Who {
  readonly memberId: string;
  readonly agencyId: string;
}

/** All that the table lets a member do, over every action, state, role and type of agency. */
function allowedTo(who: Who): string[] {
  const asked = arrestTrip.actions.flatMap((action) =>
    STATES.flatMap((state) => ROLES.flatMap((role) => AGENCY_TYPES.map((type) => ({ action, state, role, type })))),
  );
  return asked
    .filter(({ action, state, role, type }) => {
      const thing = { ...trip, state };
      const actor = { ...who, agencyType: type satisfies AgencyType, roles: [role satisfies Role] };
      const question = { thing, actor, standing: { part: 'MEMBER' as const, descendant: false } };
      return (action.begins === true || stateAllows(action, thing)) && denialOf(action, question) === null;
    })
    .map(({ action, state, role, type }) => [action.name, state, role, type].join(' '));
}

describe('the table of arrest trips', () => {
  it('has the four actions that are installed', () => {
    expect(arrestTrip.actions.map((action) => action.name)).toEqual([
      'planArrestTrip',
      'approveArrestTrip',
      'departArrestTrip',
      'abortArrestTrip',
    ]);
  });

  it('lets members of the lead agency plan, approve, depart and abort by state, role and type', () => {
    const expected = [...planning, ...approval, ...departureByLead, ...abortion];
    expect(allowedTo({ memberId: 'mbr_1', agencyId: 'agy_lead' }).sort()).toEqual(expected.sort());
  });

  it('lets members of other agencies plan their own and, of the bureau, approve', () => {
    const expected = [...planning, ...approval];
    expect(allowedTo({ memberId: 'mbr_1', agencyId: 'agy_other' }).sort()).toEqual(expected.sort());
  });

  it('lets the leader of the trip depart whatever the role, also one of another agency', () => {
    const expected = [...planning, ...approval, ...departureByLeader];
    expect(allowedTo({ memberId: 'mbr_leader', agencyId: 'agy_other' }).sort()).toEqual(expected.sort());
  });

  it('never lets the one who planned a trip approve it', () => {
    const expected = [...planning, ...departureByLead, ...abortion];
    expect(allowedTo({ memberId: 'mbr_planner', agencyId: 'agy_lead' }).sort()).toEqual(expected.sort());
  });

  it.each([
    ['a commander who planned it', { memberId: 'mbr_planner' }, ['COMMANDER'], 'SEPARATE_DUTIES'],
    ['an officer', { memberId: 'mbr_1' }, ['OFFICER'], 'NOT_YOUR_ROLE'],
  ] as const)('tells %s why not to approve', (_who, { memberId }, roles, code) => {
    const approve = arrestTrip.actions.find((action) => action.name === 'approveArrestTrip')!;
    const actor = { memberId, agencyId: 'agy_lead', agencyType: 'POLICE_BUREAU', roles } as const;
    expect(denialOf(approve, { thing: trip, actor, standing: { part: 'LEAD', descendant: false } })).toBe(code);
  });

  it('lets no observer do anything, and nobody who takes no part', () => {
    const who = { memberId: 'mbr_leader', agencyId: 'agy_lead' };
    const actor: Actor = { ...who, agencyType: 'POLICE_BUREAU', roles: ['COMMANDER'] };
    for (const action of arrestTrip.actions) {
      expect(denialOf(action, { thing: trip, actor, standing: { part: 'OBSERVER', descendant: false } })).toBe(
        'OBSERVER',
      );
      expect(denialOf(action, { thing: trip, actor, standing: { part: null, descendant: true } })).not.toBeNull();
    }
  });
});

describe('the kind ARREST_TRIP', () => {
  it('is whole', () => {
    expect(defineKind(arrestTrip)).toBe(arrestTrip);
    expect(Object.keys(arrestTrip.states)).toEqual(STATES);
  });

  it('has the diagram of its states', () => {
    expect(stateDiagram(arrestTrip)).toBe(
      [
        'stateDiagram-v2',
        '    [*] --> PLANNED: planArrestTrip',
        '    PLANNED --> APPROVED: approveArrestTrip',
        '    APPROVED --> EN_ROUTE: departArrestTrip',
        '    PLANNED --> ABORTED: abortArrestTrip',
        '    APPROVED --> ABORTED: abortArrestTrip',
        '    EN_ROUTE --> ABORTED: abortArrestTrip',
        '    ABORTED --> [*]',
      ].join('\n'),
    );
  });

  it('stands on the board by its state', () => {
    expect(Object.entries(arrestTrip.states).map(([state, { phase }]) => `${state} ${phase}`)).toEqual([
      'PLANNED PLANNED',
      'APPROVED PLANNED',
      'EN_ROUTE ACTIVE',
      'ABORTED CANCELLED',
    ]);
  });
});
