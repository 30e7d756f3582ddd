import fc from 'fast-check';
import {
  actionCode,
  defineAction,
  denialOf,
  stateAllows,
  type ActionDefinition,
  type Party,
} from '../../src/core/action-table';
import { SYSTEM_ACTOR, type Actor } from '../../src/core/actor';
import { outcome } from '../../src/core/decision';
import type { TaskThing, Thing } from '../../src/core/thing';
import { instantOf } from '../../src/core/time';
import { AGENCY_TYPES, PARTS, ROLES, type Part } from '../../src/core/vocabulary';

const AT = instantOf(0);

const record: Thing = { id: 'gang_1', operation: 'op_1', version: 1, state: 'OPEN', createdAt: AT, updatedAt: AT };

/** Led by agy_lead, addressed to agy_holder, assisted by agy_assist, made by mbr_maker of agy_creator. */
const task: TaskThing = {
  ...record,
  ...{ id: 'task_1', kind: 'PROBE', number: 'PRB-0001', numberSeq: 1, title: 'A probe', phase: 'ACTIVE' },
  ...{ paused: false, priority: 'NORMAL', leadAgency: 'agy_lead', createdBy: 'mbr_maker' },
  ...{
    createdByAgency: 'agy_creator',
    holder: 'agy_holder',
    division: null,
    location: null,
    dueAt: null,
    overdue: false,
  },
  closedAt: null,
  ...{ openVersion: 1, openAt: AT, openSeq: 1 },
  members: ['mbr_named'],
  agencies: [
    { agency: 'agy_lead', relation: 'LEAD' },
    { agency: 'agy_holder', relation: 'HOLDER' },
    { agency: 'agy_assist', relation: 'ASSIST' },
    { agency: 'agy_creator', relation: 'CREATOR' },
  ],
};

function action(by: readonly Party[], more: Partial<ActionDefinition> = {}): ActionDefinition {
  return defineAction({
    ...{ name: 'touchProbe', from: ['OPEN'], to: [], by, subject: 'taskId' },
    limits: { safeParse: (input) => ({ success: true, data: input as object }) },
    decide: () => outcome(),
    ...more,
  });
}

function actor(given: Partial<Actor> = {}): Actor {
  return { memberId: 'mbr_1', agencyId: 'agy_lead', agencyType: 'POLICE_BUREAU', roles: ['OFFICER'], ...given };
}

interface Asked {
  readonly who?: Actor;
  readonly part?: Part | null;
  readonly thing?: Thing;
  readonly more?: Partial<ActionDefinition>;
}

/** What the actor is told: as an officer of the task's lead agency, which takes part, if nothing else is said. */
function denial(by: readonly Party[], { who = actor(), part = 'MEMBER', thing = task, more = {} }: Asked = {}) {
  return denialOf(action(by, more), { thing, actor: who, standing: { part, descendant: false } });
}

describe('denialOf', () => {
  describe('by the relation of the agency', () => {
    it.each([
      ['LEAD', 'agy_lead'],
      ['HOLDER', 'agy_holder'],
      ['ASSIST', 'agy_assist'],
      ['CREATOR', 'agy_creator'],
    ] as const)('lets in the %s of a task alone', (agency, agencyId) => {
      for (const each of ['agy_lead', 'agy_holder', 'agy_assist', 'agy_creator', 'agy_other']) {
        const expected = each === agencyId ? null : 'NOT_YOUR_AGENCY';
        expect(denial([{ agency }], { who: actor({ agencyId: each }) })).toBe(expected);
      }
    });

    it('refuses the lead of a task that has left the operation', () => {
      expect(denial([{ agency: 'LEAD' }], { part: null })).toBe('NOT_YOUR_AGENCY');
    });

    it('knows no LEAD, HOLDER, ASSIST or CREATOR of a record', () => {
      for (const agency of ['LEAD', 'HOLDER', 'ASSIST', 'CREATOR'] as const) {
        expect(denial([{ agency }], { thing: record })).toBe('NOT_YOUR_AGENCY');
      }
    });

    it('lets in every participant but observers, named so or not named at all', () => {
      for (const party of [{}, { agency: 'PARTICIPANT' }] as const) {
        expect(denial([party], { who: actor({ agencyId: 'agy_other' }), part: 'LEAD' })).toBeNull();
        expect(denial([party], { who: actor({ agencyId: 'agy_other' }), part: 'MEMBER' })).toBeNull();
        expect(denial([party], { part: 'OBSERVER' })).toBe('OBSERVER');
        expect(denial([party], { part: null })).toBe('NOT_YOUR_AGENCY');
      }
    });

    it('lets in the lead of the operation alone as OPERATION_LEAD', () => {
      expect(denial([{ agency: 'OPERATION_LEAD' }], { part: 'LEAD' })).toBeNull();
      expect(denial([{ agency: 'OPERATION_LEAD' }], { part: 'MEMBER' })).toBe('NOT_YOUR_AGENCY');
      expect(denial([{ agency: 'OPERATION_LEAD' }], { part: null })).toBe('NOT_YOUR_AGENCY');
    });

    it('lets in the agency that a thing belongs to, or is, as OWN, whether it takes part or not', () => {
      const own = { ...record, agency: 'agy_own' };
      expect(denial([{ agency: 'OWN' }], { thing: own, who: actor({ agencyId: 'agy_own' }), part: null })).toBeNull();
      expect(denial([{ agency: 'OWN' }], { thing: own, part: 'LEAD' })).toBe('NOT_YOUR_AGENCY');
      const itself = { ...record, id: 'agy_own' };
      expect(
        denial([{ agency: 'OWN' }], { thing: itself, who: actor({ agencyId: 'agy_own' }), part: null }),
      ).toBeNull();
    });

    it('lets in every agency as ANY, also one that takes no part', () => {
      expect(denial([{ agency: 'ANY' }], { part: null })).toBeNull();
      expect(denial([{ agency: 'ANY' }], { part: 'OBSERVER' })).toBeNull();
    });
  });

  it('lets in agencies of the types named alone', () => {
    const by: readonly Party[] = [{ types: ['BANK', 'TELECOM_CARRIER'] }];
    expect(denial(by, { who: actor({ agencyType: 'BANK' }) })).toBeNull();
    expect(denial(by, { who: actor({ agencyType: 'POLICE_BUREAU' }) })).toBe('NOT_YOUR_AGENCY');
    expect(denial(by, { who: actor({ agencyType: null }) })).toBe('NOT_YOUR_AGENCY');
  });

  it('lets in members with one of the roles named', () => {
    const by: readonly Party[] = [{ roles: ['COMMANDER', 'LIAISON'] }];
    expect(denial(by, { who: actor({ roles: ['OFFICER', 'LIAISON'] }) })).toBeNull();
    expect(denial(by, { who: actor({ roles: ['OFFICER'] }) })).toBe('NOT_YOUR_ROLE');
    expect(denial(by, { who: actor({ roles: [] }) })).toBe('NOT_YOUR_ROLE');
  });

  it('lets in the person who stands in a field, alone or in a list', () => {
    expect(denial([{ member: 'createdBy' }], { who: actor({ memberId: 'mbr_maker' }) })).toBeNull();
    expect(denial([{ member: 'createdBy' }])).toBe('NOT_YOU');
    expect(denial([{ member: 'members' }], { who: actor({ memberId: 'mbr_named' }) })).toBeNull();
    expect(denial([{ member: 'members' }])).toBe('NOT_YOU');
  });

  it('lets in nobody by a field that is empty or not there', () => {
    const empty = { ...task, createdBy: null };
    const nobody = actor({ memberId: null });
    expect(denial([{ member: 'createdBy' }], { thing: empty })).toBe('NOT_YOU');
    expect(denial([{ member: 'createdBy' }], { thing: empty, who: nobody })).toBe('NOT_YOU');
    expect(denial([{ member: 'leader' }], { who: nobody })).toBe('NOT_YOU');
  });

  it('lets in the system where a party is its own, and by no other way', () => {
    expect(denial([{ system: true }], { who: SYSTEM_ACTOR, part: null })).toBeNull();
    for (const party of [{}, { agency: 'ANY' }, { agency: 'OWN' }, { agency: 'PARTICIPANT' }] as const) {
      expect(denial([party], { who: SYSTEM_ACTOR, part: null })).toBe('NOT_YOUR_AGENCY');
    }
  });

  it('refuses members where a party is of the system', () => {
    expect(denial([{ system: true }], { part: 'LEAD' })).toBe('NOT_YOUR_AGENCY');
  });

  it('needs everything that one party asks for', () => {
    const by: readonly Party[] = [
      { agency: 'LEAD', types: ['POLICE_BUREAU'], roles: ['COMMANDER'], member: 'createdBy' },
    ];
    const fit = { agencyType: 'POLICE_BUREAU', roles: ['COMMANDER'], memberId: 'mbr_maker' } as const;
    expect(denial(by, { who: actor(fit) })).toBeNull();
    expect(denial(by, { who: actor({ ...fit, agencyId: 'agy_other' }) })).toBe('NOT_YOUR_AGENCY');
    expect(denial(by, { who: actor({ ...fit, agencyType: 'BANK' }) })).toBe('NOT_YOUR_AGENCY');
    expect(denial(by, { who: actor({ ...fit, roles: ['OFFICER'] }) })).toBe('NOT_YOUR_ROLE');
    expect(denial(by, { who: actor({ ...fit, memberId: 'mbr_1' }) })).toBe('NOT_YOU');
  });

  it('lets in whoever fits one of several parties', () => {
    const by: readonly Party[] = [{ member: 'createdBy' }, { agency: 'LEAD', roles: ['COMMANDER'] }];
    expect(denial(by, { who: actor({ memberId: 'mbr_maker', agencyId: 'agy_other' }) })).toBeNull();
    expect(denial(by, { who: actor({ roles: ['COMMANDER'] }) })).toBeNull();
  });

  it('tells the fault that is nearest: the role before the person, the person before the agency', () => {
    const own: Party = { agency: 'HOLDER' };
    expect(denial([own, { member: 'createdBy' }, { roles: ['COMMANDER'] }])).toBe('NOT_YOUR_ROLE');
    expect(denial([own, { member: 'createdBy' }])).toBe('NOT_YOU');
    expect(denial([own])).toBe('NOT_YOUR_AGENCY');
  });

  it('tells observers that they only look on', () => {
    expect(denial([{ agency: 'LEAD', roles: ['COMMANDER'] }], { part: 'OBSERVER' })).toBe('OBSERVER');
  });

  describe('by separate duties', () => {
    const more = { notBy: ['createdBy', 'members'] };

    it('refuses the person who stands in one of the fields, alone or in a list', () => {
      expect(denial([{}], { who: actor({ memberId: 'mbr_maker' }), more })).toBe('SEPARATE_DUTIES');
      expect(denial([{}], { who: actor({ memberId: 'mbr_named' }), more })).toBe('SEPARATE_DUTIES');
      expect(denial([{}], { more })).toBeNull();
    });

    it('tells who is not entitled anyway about that alone', () => {
      const who = actor({ memberId: 'mbr_maker' });
      expect(denial([{ roles: ['COMMANDER'] }], { who, more })).toBe('NOT_YOUR_ROLE');
    });

    it('does not take the system for the person that an empty field does not name', () => {
      const thing = { ...task, createdBy: null };
      expect(denial([{ system: true }], { thing, who: SYSTEM_ACTOR, part: null, more })).toBeNull();
    });
  });

  it('refuses everybody where there is no party', () => {
    expect(denial([], { part: 'LEAD' })).toBe('NOT_YOUR_AGENCY');
    expect(denial([], { who: SYSTEM_ACTOR, part: null })).toBe('NOT_YOUR_AGENCY');
  });
});

const agencies = fc.constantFrom('agy_lead', 'agy_holder', 'agy_assist', 'agy_creator', 'agy_other');
const people = fc.constantFrom('mbr_maker', 'mbr_named', 'mbr_1');
const parties: fc.Arbitrary<Party> = fc.record(
  {
    agency: fc.constantFrom('LEAD', 'HOLDER', 'ASSIST', 'CREATOR', 'PARTICIPANT', 'OPERATION_LEAD', 'OWN', 'ANY'),
    types: fc.subarray([...AGENCY_TYPES]),
    roles: fc.subarray([...ROLES]),
    member: fc.constantFrom('createdBy', 'members', 'leader'),
    system: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const actors: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(SYSTEM_ACTOR) },
  {
    weight: 9,
    arbitrary: fc.record({
      ...{ memberId: people, agencyId: agencies },
      ...{ agencyType: fc.constantFrom(...AGENCY_TYPES), roles: fc.subarray([...ROLES]) },
    }),
  },
);
const partsOrNone: fc.Arbitrary<Part | null> = fc.constantFrom(null, ...PARTS);

/** The rule once more, as a sentence and not as the code has it. */
function fitsParty(party: Party, who: Actor, part: Part | null): boolean {
  if (party.system || who === SYSTEM_ACTOR) return party.system === true && who === SYSTEM_ACTOR;
  const relation = task.agencies.find((row) => row.agency === who.agencyId)?.relation;
  const takesPart = part === 'LEAD' || part === 'MEMBER';
  const named: Record<string, readonly (string | null)[]> = { createdBy: ['mbr_maker'], members: ['mbr_named'] };
  return [
    party.types === undefined || party.types.includes(who.agencyType!),
    party.roles === undefined || party.roles.some((role) => who.roles.includes(role)),
    party.member === undefined || (named[party.member] ?? []).includes(who.memberId),
    {
      ...{ ANY: true, OWN: false, PARTICIPANT: takesPart, OPERATION_LEAD: part === 'LEAD' },
      ...{ LEAD: relation === 'LEAD', HOLDER: relation === 'HOLDER' },
      ...{ ASSIST: relation === 'ASSIST', CREATOR: relation === 'CREATOR' },
    }[party.agency ?? 'PARTICIPANT'] &&
      (takesPart || party.agency === 'ANY'),
  ].every((holds) => holds);
}

describe('any table', () => {
  it('denies an actor who fits no party, and lets in one who fits any', () => {
    fc.assert(
      fc.property(fc.array(parties, { maxLength: 4 }), actors, partsOrNone, (by, who, part) => {
        const fits = by.some((party) => fitsParty(party, who, part));
        expect(denial(by, { who, part }) === null).toBe(fits);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never lets in the person whom separate duties name', () => {
    fc.assert(
      fc.property(fc.array(parties, { maxLength: 4 }), actors, partsOrNone, (by, who, part) => {
        const isMaker = who.memberId === 'mbr_maker';
        fc.pre(isMaker);
        expect(denial(by, { who, part, more: { notBy: ['createdBy'] } })).not.toBeNull();
      }),
    );
  });
});

describe('stateAllows', () => {
  it('looks at the states that the action starts from alone', () => {
    expect(stateAllows(action([{}]), task)).toBe(true);
    expect(stateAllows(action([{}]), { ...task, state: 'CLOSED' })).toBe(false);
    expect(stateAllows(action([{}], { from: [] }), task)).toBe(false);
  });
});

describe('actionCode', () => {
  it('is the name in capitals', () => {
    expect(actionCode('approveArrestTrip')).toBe('APPROVE_ARREST_TRIP');
    expect(actionCode('depart')).toBe('DEPART');
  });
});
