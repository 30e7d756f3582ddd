import { instantOf } from '../../src/core/time';
import { ArrestTripRow } from '../../src/kinds/arrest-trip/rows';
import { MemberRow } from '../../src/store/rows/directory.row';
import { DurationSketchRow, OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import { OperationHeadRow, OperationRow, ParticipationRow } from '../../src/store/rows/operation.row';
import { TaskAgencyRow, TaskHistoryRow, TaskMemberRow, TaskRow } from '../../src/store/rows/task.row';
import type { Case } from './cases';

const ofTask = (name: string, values: Partial<TaskRow>, column = Object.keys(values)[0]!): Case => ({
  name,
  tables: [TaskRow],
  tamper: (session, { operation, trip }) => session.update(TaskRow, { operation, id: trip }, values),
  first: ({ trip }) => `${trip}.${column}: the row and the log differ`,
});

/** What may be done to the rows that a log folds to. */
export const rowCases: readonly Case[] = [
  ofTask("a task's title edited", { title: '赴广西南宁抓捕' }),
  ofTask('a task found by another title', { titleFolded: '赴广西南宁抓捕' }),
  ofTask("a task's state edited", { state: 'APPROVED' }),
  ofTask("a task's version edited", { version: 9 }),
  ofTask("a task's phase edited", { phase: 'DONE' }),
  ofTask("a task's place on the board edited", { boardKey: '0' }),
  ofTask("a task's end edited", { closedAt: instantOf(0) }),
  ofTask('a task set waiting', { paused: true }),
  ofTask('a task addressed to somebody', { holder: 'agy_other' }),
  ofTask("a task's position edited", { updatedSeq: 1 }),
  ofTask("a task's planner edited", { createdBy: 'mbr_other' }),
  {
    name: "a trip's destination edited",
    tables: [ArrestTripRow],
    tamper: (session, { operation, trip }) =>
      session.update(ArrestTripRow, { operation, id: trip }, { destination: '430100' }),
    first: ({ trip }) => `${trip}.destination: the row and the log differ`,
  },
  {
    name: 'a departure written into a trip that was never sent',
    tables: [ArrestTripRow],
    tamper: (session, { operation }) =>
      session.update(ArrestTripRow, { operation, departedAt: null }, { departedAt: instantOf(0) }),
    first: () => '.departedAt: the row and the log differ',
  },
  {
    name: "a trip's own row deleted",
    tables: [ArrestTripRow],
    tamper: (session, { operation, trip }) => session.delete(ArrestTripRow, { operation, id: trip }),
    first: ({ trip }) => `${trip}.destination: the row and the log differ`,
  },
  {
    name: 'a task deleted',
    tables: [TaskRow],
    tamper: (session, { operation, trip }) => session.delete(TaskRow, { operation, id: trip }),
    first: ({ trip }) => `${trip} is in the log and has no row`,
  },
  {
    name: 'a task added',
    tables: [TaskRow],
    tamper: async (session, { operation, trip }) => {
      const task = (await session.findOne(TaskRow, { operation, id: trip }))!;
      await session.insert(TaskRow, [Object.assign(task, { id: 'trip_forged', number: 'ARR-0099', boardKey: 'z' })]);
    },
    first: () => 'trip_forged has a row and is not in the log',
  },
  {
    name: 'a traveller added to a trip',
    tables: [TaskMemberRow],
    tamper: (session, { operation, trip, member }) =>
      session.insert(TaskMemberRow, [{ operation, task: trip, member }]),
    first: ({ trip }) => `${trip}.members: the row and the log differ`,
  },
  {
    name: 'a task shown to an agency that it does not concern',
    tables: [TaskAgencyRow],
    tamper: async (session, { operation, trip, bank }) => {
      const row = (await session.findOne(TaskAgencyRow, { operation, task: trip }))!;
      await session.insert(TaskAgencyRow, [Object.assign(row, { agency: bank, relation: 'ASSIST' })]);
    },
    first: ({ trip }) => `${trip}: its agencies are not those of the log`,
  },
  {
    name: 'a task hidden from its lead agency',
    tables: [TaskAgencyRow],
    tamper: (session, { operation, trip }) => session.delete(TaskAgencyRow, { operation, task: trip }),
    first: ({ trip }) => `${trip}: its agencies are not those of the log`,
  },
  {
    name: 'a version of the history deleted',
    tables: [TaskHistoryRow],
    tamper: (session, { operation, trip, seqs }) =>
      session.delete(TaskHistoryRow, { operation, task: trip, fromSeq: seqs[1]! }),
    first: ({ trip }) => `${trip}: version 2 of its history is not there`,
  },
  {
    name: 'the first version of the history deleted',
    tables: [TaskHistoryRow],
    tamper: (session, { operation, trip, seqs }) =>
      session.delete(TaskHistoryRow, { operation, task: trip, fromSeq: seqs[0]! }),
    first: ({ trip }) => `${trip}: version 1 of its history is not there`,
  },
  {
    name: 'an old version of the history edited',
    tables: [TaskHistoryRow],
    tamper: (session, { operation, trip, seqs }) =>
      session.update(TaskHistoryRow, { operation, task: trip, fromSeq: seqs[0]! }, { title: '赴他处', phase: 'DONE' }),
    first: ({ trip }) => `${trip}: version 1 of its history and the log differ in title, phase`,
  },
  {
    name: 'the range of a version edited',
    tables: [TaskHistoryRow],
    tamper: (session, { operation, trip, seqs }) =>
      session.update(TaskHistoryRow, { operation, task: trip, fromSeq: seqs[0]! }, { toSeq: seqs[2]! }),
    first: ({ trip }) => `${trip}: version 1 of its history and the log differ in toSeq`,
  },
  {
    name: 'a version added to the history',
    tables: [TaskHistoryRow],
    tamper: async (session, { operation, trip, last }) => {
      const row = (await session.find(TaskHistoryRow, { operation, task: trip }, { fromSeq: 'ASC' })).at(-1)!;
      await session.insert(TaskHistoryRow, [Object.assign(row, { fromSeq: last + 1 })]);
    },
    first: ({ trip }) => `${trip}: its history has more versions than the log`,
  },
  {
    name: 'a version that searches compare otherwise',
    tables: [TaskHistoryRow],
    tamper: (session, { operation, trip, seqs }) =>
      session.update(TaskHistoryRow, { operation, task: trip, fromSeq: seqs[0]! }, { titleFolded: '他处' }),
    first: ({ trip }) => `${trip}: version 1 of its history and the log differ in titleFolded`,
  },
  {
    name: 'a tally edited',
    tables: [TallyRow],
    tamper: (session, { operation }) => session.update(TallyRow, { operation, metric: 'TRIPS_SENT' }, { amount: 2 }),
    first: () => 'metric=TRIPS_SENT: 2 is kept, the log says 1',
  },
  {
    name: 'a tally deleted',
    tables: [TallyRow],
    tamper: (session, { operation }) => session.delete(TallyRow, { operation, metric: 'TRIPS_SENT' }),
    first: () => 'metric=TRIPS_SENT: 0 is kept, the log says 1',
  },
  {
    name: 'a tally added',
    tables: [TallyRow],
    tamper: async (session, { operation }) => {
      const tally = (await session.findOne(TallyRow, { operation, metric: 'TRIPS_SENT' }))!;
      await session.insert(TallyRow, [Object.assign(tally, { metric: 'GANGS_BROKEN', amount: 3 })]);
    },
    first: () => 'metric=GANGS_BROKEN: 3 is kept, the log says 0',
  },
  {
    name: "an outsiders' tally edited",
    tables: [OutsiderTallyRow],
    tamper: (session, { operation }) =>
      session.update(OutsiderTallyRow, { operation, metric: 'PROBES_OPENED' }, { amount: 2 }),
    first: () => 'metric=PROBES_OPENED: 2 is kept, the log says 1',
  },
  {
    name: 'a live tally shown to outsiders',
    tables: [OutsiderTallyRow],
    tamper: async (session, { operation }) => {
      const tally = (await session.findOne(OutsiderTallyRow, { operation, metric: 'PROBES_OPENED' }))!;
      await session.insert(OutsiderTallyRow, [Object.assign(tally, { day: '2025-11-01' })]);
    },
    first: () => 'audience=OUTSIDERS day=2025-11-01',
  },
  {
    name: 'a case of a duration added',
    tables: [DurationSketchRow],
    tamper: async (session, { operation }) => {
      const { amount: _amount, ...tally } = (await session.findOne(TallyRow, { operation, metric: 'PROBES_OPENED' }))!;
      const sketch = { metric: 'PROBE_TIME', audience: 'INSIDERS' as const, bucket: 7, count: 1 };
      await session.insert(DurationSketchRow, [{ ...tally, ...sketch }]);
    },
    first: () => 'metric=PROBE_TIME: 1 is kept, the log says 0',
  },
  {
    name: 'a participation edited',
    tables: [ParticipationRow],
    tamper: (session, { operation, bank }) =>
      session.update(ParticipationRow, { operation, agency: bank }, { part: 'LEAD' }),
    first: ({ operation, bank }) => `${operation}.participations[${bank}]: the row and the log differ`,
  },
  {
    name: 'a participation prolonged',
    tables: [ParticipationRow],
    tamper: (session, { operation, police }) =>
      session.update(ParticipationRow, { operation, agency: police }, { until: instantOf(0) }),
    first: ({ operation, police }) => `${operation}.participations[${police}]: the row and the log differ`,
  },
  {
    name: 'a participation deleted',
    tables: [ParticipationRow],
    tamper: (session, { operation, bank }) => session.delete(ParticipationRow, { operation, agency: bank }),
    first: ({ operation, bank }) => `${operation}.participations[${bank}]: the row and the log differ`,
  },
  {
    name: 'a participation added',
    tables: [ParticipationRow],
    tamper: async (session, { operation, bank }) => {
      const row = (await session.findOne(ParticipationRow, { operation, agency: bank }))!;
      await session.insert(ParticipationRow, [Object.assign(row, { agency: 'agy_stranger' })]);
    },
    first: ({ operation }) => `${operation}.participations[agy_stranger]: the row and the log differ`,
  },
  {
    name: 'roles given to a member',
    tables: [MemberRow],
    tamper: (session, { system, member }) =>
      session.update(MemberRow, { operation: system, id: member }, { roles: ['COMMANDER'] }),
    first: ({ member }) => `${member}.roles: the row and the log differ`,
  },
  {
    name: 'a member let in again',
    tables: [MemberRow],
    tamper: (session, { system }) =>
      session.update(MemberRow, { operation: system, state: 'DISABLED' }, { state: 'ACTIVE' }),
    first: () => '.state: the row and the log differ',
  },
  {
    name: 'a member added',
    tables: [MemberRow],
    tamper: async (session, { system, member }) => {
      const row = (await session.findOne(MemberRow, { operation: system, id: member }))!;
      await session.insert(MemberRow, [Object.assign(row, { id: 'mbr_stranger', code: 'yk-police.stranger' })]);
    },
    first: () => 'mbr_stranger has a row and is not in the log',
  },
  {
    name: "an operation's phase edited",
    tables: [OperationRow],
    tamper: (session, { operation }) => session.update(OperationRow, { operation }, { state: 'PAUSED' }),
    first: ({ operation }) => `${operation}.state: the row and the log differ`,
  },
  {
    name: "an operation's time zone edited",
    tables: [OperationRow],
    tamper: (session, { operation }) => session.update(OperationRow, { operation }, { timeZone: 'nowhere' }),
    first: ({ operation }) => `${operation}.timeZone: the row and the log differ`,
  },
  {
    name: 'an operation deleted',
    tables: [OperationRow],
    tamper: (session, { operation }) => session.delete(OperationRow, { operation }),
    first: ({ operation }) => `${operation} ${operation} is in the log and has no row`,
  },
  {
    name: 'an operation and its head deleted',
    tables: [OperationRow, OperationHeadRow],
    tamper: async (session, { operation }) => {
      await session.delete(OperationRow, { operation });
      await session.delete(OperationHeadRow, { operation });
    },
    first: ({ operation, last }) => `${operation} the head says nothing, the last entry is ${last}`,
  },
];
