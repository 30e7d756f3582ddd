import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { instantOf, type CalendarDate, type Instant } from '../../src/core/time';
import type { PeerContext } from './context';
import { PeerLogRow, PeerTripRow } from './rows';

interface PlanInput {
  readonly operationId: string;
  readonly title: string;
  readonly destination: string;
  readonly stops: readonly string[];
  readonly leaderId: string;
  readonly memberIds: readonly string[];
  readonly departOn: CalendarDate;
  readonly dueAt?: Instant | null;
}

interface ChangeInput {
  readonly taskId: string;
  readonly expectedVersion: number;
}

interface Payload {
  readonly task: Pick<PeerTripRow, 'id' | 'version' | 'state'>;
}

/** Commands for whoever sends them, as most projects have them: a transaction, the version, the change, a line of a log. */
export const commandResolvers = {
  Mutation: {
    planArrestTrip: (_: unknown, { input }: { input: PlanInput }, context: PeerContext): Promise<Payload> =>
      context.transaction(async (manager) => {
        const { operationId, leaderId, memberIds, title, destination, stops, departOn, dueAt = null } = input;
        const task = { id: randomUUID(), state: 'PLANNED', version: 1 };
        const told = { operation: operationId, title, destination, stops, leader: leaderId, members: memberIds };
        await manager.insert(PeerTripRow, { ...task, ...told, departOn, dueAt });
        await note(manager, { trip: task.id, action: 'planArrestTrip', input });
        return { task };
      }),
    approveArrestTrip: change('approveArrestTrip', { from: 'PLANNED', to: 'APPROVED' }),
    departArrestTrip: change('departArrestTrip', { from: 'APPROVED', to: 'EN_ROUTE' }),
  },
};

function change(action: string, { from, to }: { from: string; to: string }) {
  return (_: unknown, { input }: { input: ChangeInput }, context: PeerContext): Promise<Payload> =>
    context.transaction(async (manager) => {
      const { taskId, expectedVersion } = input;
      const trip = await manager.findOneBy(PeerTripRow, { id: taskId });
      if (!trip) throw refusal('NOT_FOUND');
      if (trip.state !== from) throw refusal('ILLEGAL_TRANSITION');
      const version = expectedVersion + 1;
      const { affected } = await manager.update(
        PeerTripRow,
        { id: taskId, version: expectedVersion },
        { state: to, version },
      );
      if (affected !== 1) throw refusal('VERSION_CONFLICT');
      await note(manager, { trip: taskId, action, input });
      return { task: { id: taskId, version, state: to } };
    });
}

async function note(
  manager: EntityManager,
  line: Pick<PeerLogRow, 'trip' | 'action'> & { input: object },
): Promise<void> {
  await manager.insert(PeerLogRow, { id: randomUUID(), at: instantOf(Date.now()), ...line });
}

function refusal(code: string): GraphQLError {
  return new GraphQLError(code, { extensions: { code } });
}
