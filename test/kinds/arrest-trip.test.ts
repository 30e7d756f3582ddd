import 'reflect-metadata';
import { denialOf, stateAllows } from '../../src/core/action-table';
import type { Actor } from '../../src/core/actor';
import { defineKind } from '../../src/core/definition';
import { stateDiagram } from '../../src/core/diagram';
import type { TaskThing } from '../../src/core/thing';
import { instantOf } from '../../src/core/time';
import { AGENCY_TYPES, ROLES, type AgencyType, type Role } from '../../src/core/vocabulary';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import type { ArrestTripThing } from '../../src/kinds/arrest-trip/rows';

const AT = instantOf(0);
const STATES = ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED', 'CLOSED', 'ABORTED'];

type Trip = TaskThing & Pick<ArrestTripThing, 'leader' | 'suspects' | 'held' | 'unaccounted'>;

/** A trip of agy_lead, planned by mbr_planner, led by mbr_leader with mbr_second, that has detained somebody. */
const trip: Trip = {
  ...{ id: 'trip_1', operation: 'op_1', version: 1, state: 'PLANNED', createdAt: AT, updatedAt: AT },
  ...{ kind: 'ARREST_TRIP', number: 'ARR-0001', numberSeq: 1, title: 'A trip', phase: 'PLANNED' },
  ...{ paused: false, priority: 'NORMAL', leadAgency: 'agy_lead', createdBy: 'mbr_planner' },
  ...{ createdByAgency: 'agy_lead', holder: null, division: null, location: null, dueAt: null, overdue: false },
  closedAt: null,
  ...{ openVersion: 1, openAt: AT, openSeq: 1 },
  members: ['mbr_leader', 'mbr_second'],
  agencies: [{ agency: 'agy_lead', relation: 'LEAD' }],
  leader: 'mbr_leader',
  suspects: ['susp_1'],
  held: ['susp_1'],
  unaccounted: [],
};

/**
 * By hand from the page on task kinds: who may do what in which state, as `action state role type`, for a member of the
 * trip's lead agency, of an agency beside it, and for the trip's own leader, planner and who else travels. "Police" is
 * written out.
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

const BEFORE_CLOSING = ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED'];
const WITH_SUSPECTS = ['ON_SITE', 'ESCORTING', 'RETURNED'];
/** Who writes down at home what a trip tells, and who travels. */
const AT_HOME = ['OFFICER', 'COMMANDER'];

/** What whoever travels does, and a commander of the lead agency too. */
const WAY: Record<string, string[]> = {
  arriveArrestTrip: ['EN_ROUTE', 'ON_SITE'],
  recordArrest: ['ON_SITE'],
  reportPosition: ['EN_ROUTE', 'ON_SITE', 'ESCORTING'],
  beginEscort: ['ON_SITE', 'ESCORTING'],
  completeReturn: ['ON_SITE', 'ESCORTING'],
};
/** What whoever travels records, and the lead agency at home too. */
const RECORDS: Record<string, string[]> = {
  recordDocument: BEFORE_CLOSING,
  recordFamilyNotice: [...WITH_SUSPECTS, 'CLOSED', 'ABORTED'],
  recordCustody: WITH_SUSPECTS,
  recordRecovery: WITH_SUSPECTS,
};

function linesOf(table: Record<string, string[]>, roles: readonly string[], types: readonly string[]): string[] {
  return Object.entries(table).flatMap(([action, states]) => lines(action, states, roles, types));
}

const atLead = [
  ...lines('departArrestTrip', ['APPROVED'], ['COMMANDER'], AGENCY_TYPES),
  ...linesOf(WAY, ['COMMANDER'], AGENCY_TYPES),
  ...linesOf(RECORDS, AT_HOME, POLICE),
  ...lines('closeArrestTrip', ['RETURNED'], AT_HOME, POLICE),
  ...lines('abortArrestTrip', ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING'], ['COMMANDER'], AGENCY_TYPES),
];
const travelling = [...linesOf(WAY, AT_HOME, POLICE), ...linesOf(RECORDS, AT_HOME, POLICE)];
const leading = [
  ...lines('departArrestTrip', ['APPROVED'], AT_HOME, POLICE),
  ...lines('closeArrestTrip', ['RETURNED'], AT_HOME, POLICE),
];

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
  it('has the fourteen actions of a trip', () => {
    expect(arrestTrip.actions.map((action) => action.name)).toEqual([
      ...['planArrestTrip', 'approveArrestTrip', 'departArrestTrip', 'arriveArrestTrip', 'recordDocument'],
      ...['recordArrest', 'recordFamilyNotice', 'recordCustody', 'recordRecovery', 'reportPosition', 'beginEscort'],
      ...['completeReturn', 'closeArrestTrip', 'abortArrestTrip'],
    ]);
  });

  it('lets members of the lead agency do everything by state, role and type', () => {
    const expected = [...planning, ...approval, ...atLead];
    expect(allowedTo({ memberId: 'mbr_1', agencyId: 'agy_lead' }).sort()).toEqual(expected.sort());
  });

  it('lets members of other agencies plan their own and, of the bureau, approve', () => {
    const expected = [...planning, ...approval];
    expect(allowedTo({ memberId: 'mbr_1', agencyId: 'agy_other' }).sort()).toEqual(expected.sort());
  });

  it('lets officers and commanders of police who travel do what happens on the way, also those of another agency', () => {
    const expected = [...planning, ...approval, ...travelling];
    expect(allowedTo({ memberId: 'mbr_second', agencyId: 'agy_other' }).sort()).toEqual(expected.sort());
  });

  it('lets the leader of the trip also depart and close it', () => {
    const expected = [...planning, ...approval, ...travelling, ...leading];
    expect(allowedTo({ memberId: 'mbr_leader', agencyId: 'agy_other' }).sort()).toEqual(expected.sort());
  });

  it('never lets the one who planned a trip approve it', () => {
    const expected = [...planning, ...atLead];
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

describe('who was detained on a trip', () => {
  interface People {
    readonly suspects: readonly string[];
    readonly held?: readonly string[];
    readonly unaccounted?: readonly string[];
  }

  const unmetIn = (state: string, { suspects, held = suspects, unaccounted = [] }: People): string[] => {
    const thing = { ...trip, state, suspects, held, unaccounted } as Trip as ArrestTripThing;
    return arrestTrip.actions.flatMap((action) => {
      const unmet = stateAllows(action, thing) ? action.guard?.(thing) : null;
      return unmet ? [`${action.name} ${unmet}`] : [];
    });
  };
  const one = ['susp_1'];

  it.each([
    ['EN_ROUTE', []],
    ['ON_SITE', ['recordFamilyNotice NOBODY_DETAINED_HERE', 'recordCustody NOBODY_HELD']],
    ['RETURNED', ['recordFamilyNotice NOBODY_DETAINED_HERE', 'recordCustody NOBODY_HELD']],
    ['CLOSED', ['recordFamilyNotice NOBODY_DETAINED_HERE']],
    ['ABORTED', ['recordFamilyNotice NOBODY_DETAINED_HERE']],
  ])('is nobody: in %s that is why not %j', (state, unmet) => {
    expect(unmetIn(state, { suspects: [] })).toEqual(unmet);
  });

  it('is free again: there is nobody to hold, and the trip may return', () => {
    expect(unmetIn('ON_SITE', { suspects: one, held: [] })).toEqual(['recordCustody NOBODY_HELD']);
    expect(unmetIn('ESCORTING', { suspects: one, held: [] })).toEqual(['recordCustody NOBODY_HELD']);
  });

  it('comes home under escort or is in a detention house, before the trip is over', () => {
    const inHouse = 'SUSPECT_NOT_IN_HOUSE';
    const outside = { suspects: one, unaccounted: one };
    expect(unmetIn('ON_SITE', { suspects: one })).toEqual([]);
    expect(unmetIn('ON_SITE', outside)).toEqual(['completeReturn SUSPECTS_NOT_ESCORTED', `abortArrestTrip ${inHouse}`]);
    expect(unmetIn('ESCORTING', { suspects: one })).toEqual([]);
    expect(unmetIn('ESCORTING', outside)).toEqual([`abortArrestTrip ${inHouse}`]);
    expect(unmetIn('RETURNED', outside)).toEqual([`closeArrestTrip ${inHouse}`]);
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
        '    EN_ROUTE --> ON_SITE: arriveArrestTrip',
        '    ON_SITE --> ON_SITE: arriveArrestTrip',
        '    ON_SITE --> ESCORTING: beginEscort',
        '    ESCORTING --> ESCORTING: beginEscort',
        '    ON_SITE --> RETURNED: completeReturn',
        '    ESCORTING --> RETURNED: completeReturn',
        '    RETURNED --> CLOSED: closeArrestTrip',
        '    PLANNED --> ABORTED: abortArrestTrip',
        '    APPROVED --> ABORTED: abortArrestTrip',
        '    EN_ROUTE --> ABORTED: abortArrestTrip',
        '    ON_SITE --> ABORTED: abortArrestTrip',
        '    ESCORTING --> ABORTED: abortArrestTrip',
        '    CLOSED --> [*]',
        '    ABORTED --> [*]',
      ].join('\n'),
    );
  });

  it('stands on the board by its state', () => {
    expect(Object.entries(arrestTrip.states).map(([state, { phase }]) => `${state} ${phase}`)).toEqual([
      'PLANNED PLANNED',
      'APPROVED PLANNED',
      'EN_ROUTE ACTIVE',
      'ON_SITE ACTIVE',
      'ESCORTING ACTIVE',
      'RETURNED ACTIVE',
      'CLOSED DONE',
      'ABORTED CANCELLED',
    ]);
  });
});
