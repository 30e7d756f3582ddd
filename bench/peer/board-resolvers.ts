import { In } from 'typeorm';
import { findDivision } from '../../src/core/divisions';
import type { AgencyRow, MemberRow } from '../../src/store/rows/directory.row';
import { OperationHeadRow } from '../../src/store/rows/operation.row';
import { TaskRow } from '../../src/store/rows/task.row';
import type { PeerContext } from './context';

const PHASES = ['PLANNED', 'ACTIVE', 'WAITING', 'DONE', 'CANCELLED'] as const;

interface BoardArguments {
  readonly operationId: string;
  readonly filter?: { readonly states?: readonly string[] };
}

interface Column {
  readonly phase: (typeof PHASES)[number];
  readonly rows: readonly TaskRow[];
}

/** The board for whoever asks, with all that is in it: one `find` for its tasks, loaders for what they point at. */
export const boardResolvers = {
  Query: {
    board: async (_: unknown, { operationId, filter }: BoardArguments, { database }: PeerContext) => {
      const head = await database.getRepository(OperationHeadRow).findOneByOrFail({ operation: operationId });
      const rows = await database.getRepository(TaskRow).find({
        where: { operation: operationId, ...(filter?.states && { state: In([...filter.states]) }) },
        order: { boardKey: 'ASC' },
      });
      return {
        id: `board_${operationId}`,
        cursor: String(head.seq),
        overdue: rows.filter(({ overdue }) => overdue).length,
        columns: PHASES.map((phase): Column => ({ phase, rows: rows.filter((row) => row.phase === phase) })),
      };
    },
  },
  BoardColumn: {
    count: ({ rows }: Column) => rows.length,
    tasks: ({ rows }: Column, { first }: { first: number }) => ({ nodes: rows.slice(0, first) }),
  },
  Task: { __resolveType: () => 'ArrestTrip' },
  ArrestTrip: {
    leadAgency: (task: TaskRow, _: unknown, { agency }: PeerContext) => agency.load(task.leadAgency),
    departOn: async (task: TaskRow, _: unknown, { trip }: PeerContext) => (await trip.load(task)).departOn,
    destination: async (task: TaskRow, _: unknown, { trip }: PeerContext) => {
      const division = findDivision((await trip.load(task)).destination);
      return division && { code: division.code, name: division.nameZh };
    },
    leader: async (task: TaskRow, _: unknown, { trip, member }: PeerContext) =>
      member.load((await trip.load(task)).leader),
    members: async (task: TaskRow, _: unknown, { memberIds, member }: PeerContext) =>
      member.loadMany(await memberIds.load(task)),
  },
  Agency: { name: ({ nameZh }: AgencyRow) => nameZh },
  Member: { name: ({ name }: MemberRow) => name },
};
