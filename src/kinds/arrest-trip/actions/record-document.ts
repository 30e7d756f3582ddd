import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import { dateIn } from '../../../core/time';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { LegalDocumentInput, legalDocumentLimits } from '../../../graph/types/legal-document';
import { taskLimits } from '../../../graph/types/limits';
import { documentsOf, forAll, tripsOf, type ById } from '../facts';
import { AT_HOME, TRAVELLING } from '../parties';
import type { ArrestTripThing, TripDocumentRow } from '../rows';

@InputType({ description: 'Records a legal paper of the trip.' })
export class RecordDocumentInput extends TaskCommandInput {
  @Field(() => LegalDocumentInput, { description: 'The paper.' })
  document!: LegalDocumentInput;
}

/** Warrants are recorded before or on the trip, by who travels or by the lead agency at home. */
export const recordDocument = defineAction<ArrestTripThing, RecordDocumentInput, ById<readonly TripDocumentRow[]>>({
  name: 'recordDocument',
  from: ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, AT_HOME],
  input: RecordDocumentInput,
  limits: taskLimits<RecordDocumentInput>({ document: legalDocumentLimits }),
  loadFacts: async (reader, requests) => forAll(requests, await documentsOf(reader, tripsOf(requests))),
  decide(trip, { document: { kind, number, issuedOn } }, documents, { actor, now, occurredAt, timeZone, newId }) {
    const isThere = documents.get(trip.id)?.some((row) => row.kind === kind && row.number === number);
    if (isThere) throw badInput([{ path: 'document.number', code: 'DUPLICATE' }]);
    if (issuedOn > dateIn(now, timeZone)) throw badInput([{ path: 'document.issuedOn', code: 'IN_FUTURE' }]);
    const filed = { filedAt: occurredAt, filedBy: actor.memberId, late: false };
    return outcome().part('documents', newId('doc'), { kind, number, issuedOn, ...filed });
  },
});
