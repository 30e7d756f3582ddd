import { NeedToKnow } from '../../src/access/need-to-know';
import type { Command, CommandResult } from '../../src/commands/command';
import { Door } from '../../src/commands/execute';
import { OperationIndex, SYSTEM_CODE } from '../../src/commands/operation-index';
import { SYSTEM_ACTOR, type Actor } from '../../src/core/actor';
import type { SubjectDefinition } from '../../src/core/definition';
import { idSource, type IdSource } from '../../src/core/ids';
import { KeyRing } from '../../src/core/key-ring';
import { Registry } from '../../src/core/registry';
import { SHIPPED_RULES } from '../../src/core/rule-pack';
import { fixedClock, instantOf, type FixedClock } from '../../src/core/time';
import type { AgencyType, Part, Role } from '../../src/core/vocabulary';
import { records } from '../../src/records/registry';
import type { Store } from '../../src/store/store';
import { probe } from './probe';
import { createTestDatabase, type TestDatabase } from './store';

/** A small installation: five agencies with members, and the operation YK-FRAUD, which is running. */

interface AgencySeed {
  readonly type: AgencyType;
  /** Its part in YK-FRAUD. */
  readonly part: Part | null;
  readonly members: readonly Role[];
}

const AGENCIES = {
  'yk-police': {
    type: 'POLICE_BUREAU',
    part: 'LEAD',
    members: ['COMMANDER', 'OFFICER', 'AUDITOR', 'LIAISON', 'ADMINISTRATOR'],
  },
  'yk-station-1': { type: 'POLICE_STATION', part: 'MEMBER', members: ['COMMANDER', 'OFFICER'] },
  icbc: { type: 'BANK', part: 'MEMBER', members: ['LIAISON', 'ADMINISTRATOR'] },
  'school-1': { type: 'SCHOOL', part: 'OBSERVER', members: ['LIAISON'] },
  'yk-traffic': { type: 'TRAFFIC_POLICE', part: null, members: ['COMMANDER', 'OFFICER'] },
} as const satisfies Record<string, AgencySeed>;

export type AgencyCode = keyof typeof AGENCIES;

/** e.g. "yk-police.commander": the agency's code and the only role, in small letters. */
export type MemberCode = {
  [A in AgencyCode]: `${A}.${Lowercase<(typeof AGENCIES)[A]['members'][number]>}`;
}[AgencyCode];

/** A member who can act. */
type TestActor = Actor & { readonly memberId: string; readonly agencyId: string };

/** One more door on the same database, with its own store, as another replica is. */
export interface Replica {
  readonly store: Store;
  readonly operations: OperationIndex;
  readonly door: Door;
  /** What was called after each commit. */
  readonly committed: { operation: string; seq: number }[];
}

/** Everything that a test of commands, of the API or of the live board starts from. */
export interface Foundation extends Replica {
  readonly database: TestDatabase;
  readonly registry: Registry;
  readonly needToKnow: NeedToKnow;
  readonly keyRing: KeyRing;
  readonly clock: FixedClock;
  readonly newId: IdSource;
  /** Ids of the operations SYSTEM and YK-FRAUD. */
  readonly system: string;
  readonly operation: string;
  agency(code: AgencyCode): string;
  as(code: MemberCode): TestActor;
  /** Does a command through the first door. */
  execute(action: string, actor: Actor, input: Command['input']): Promise<CommandResult>;
  addReplica(): Promise<Replica>;
  /** One more operation like YK-FRAUD, with the same agencies. */
  addOperation(code: string): Promise<string>;
}

type Parts = Pick<Foundation, 'registry' | 'needToKnow' | 'keyRing' | 'clock' | 'newId'>;

/** Monday 24 November 2025, 16:00 in Yongkang. */
export const START = instantOf(Date.UTC(2025, 10, 24, 8));

/** Founds the installation through the door, with the records, the kind PROBE and the definitions given. */
export async function foundation(definitions: readonly SubjectDefinition[] = []): Promise<Foundation> {
  const registry = new Registry([...records, probe, ...definitions]);
  const database = await createTestDatabase({ definitions: registry.definitions });
  const clock = fixedClock(START);
  const parts: Parts = {
    registry,
    clock,
    needToKnow: new NeedToKnow(registry),
    keyRing: KeyRing.generate().ring,
    newId: idSource(clock),
  };
  const first = await replicaOf(database, parts);
  const execute: Foundation['execute'] = (action, actor, input) => first.door.execute({ action, actor, input });
  const { agencies, members, system } = await foundDirectory(execute);
  const as = (code: MemberCode): TestActor => present(members, code);
  const agency = (code: AgencyCode): string => present(agencies, code);
  const addOperation = (code: string): Promise<string> => foundOperation(execute, { code, as, agency });
  const operation = await addOperation('YK-FRAUD');
  return {
    ...{ ...first, ...parts, database, system, operation, agency, as, execute, addOperation },
    // Ids of another process come from a source of its own.
    addReplica: () => replicaOf(database, { ...parts, newId: idSource(clock) }),
  };
}

async function replicaOf(database: TestDatabase, parts: Parts): Promise<Replica> {
  const store = await database.open();
  const operations = new OperationIndex(store, parts.registry);
  const committed: Replica['committed'] = [];
  const onCommitted = (operation: string, seq: number): void => {
    committed.push({ operation, seq });
  };
  return {
    store,
    operations,
    committed,
    door: new Door({ ...parts, store, operations, rules: SHIPPED_RULES, onCommitted }),
  };
}

async function foundDirectory(
  execute: Foundation['execute'],
): Promise<{ system: string; agencies: Map<string, string>; members: Map<string, TestActor> }> {
  const plan = { code: SYSTEM_CODE, nameZh: '系统管理', level: 'NATION', startsOn: '2025-01-01' };
  const { subject: system } = await execute('createOperation', SYSTEM_ACTOR, plan);
  await execute('startOperation', SYSTEM_ACTOR, { operationId: system });
  const agencies = new Map<string, string>();
  const members = new Map<string, TestActor>();
  for (const [code, { type: agencyType, members: roles }] of Object.entries<AgencySeed>(AGENCIES)) {
    const agency = { code, nameZh: `单位 ${code}`, agencyType, division: '330700' };
    const { subject: agencyId } = await execute('createAgency', SYSTEM_ACTOR, agency);
    agencies.set(code, agencyId);
    for (const role of roles) {
      const post = { agencyId, code: `${code}.${role.toLowerCase()}`, name: `${code} ${role}`, roles: [role] };
      const { subject: memberId } = await execute('createMember', SYSTEM_ACTOR, post);
      members.set(post.code, { memberId, agencyId, agencyType, roles: post.roles });
    }
  }
  return { system, agencies, members };
}

async function foundOperation(
  execute: Foundation['execute'],
  { code, as, agency }: Pick<Foundation, 'as' | 'agency'> & { code: string },
): Promise<string> {
  const plan = { code, nameZh: '反诈专项', level: 'COUNTY', division: '330700', startsOn: '2025-11-01' };
  const { subject: operationId } = await execute('createOperation', as('yk-police.administrator'), plan);
  await execute('startOperation', as('yk-police.commander'), { operationId });
  for (const [name, { part }] of Object.entries<AgencySeed>(AGENCIES)) {
    if (part === null || part === 'LEAD') continue;
    const input = { operationId, agencyId: agency(name as AgencyCode), part };
    await execute('setParticipation', as('yk-police.commander'), input);
  }
  return operationId;
}

function present<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the test's foundation has no ${key}`);
  return value;
}
