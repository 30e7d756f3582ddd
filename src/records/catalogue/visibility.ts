import type { SubjectDefinition } from '../../core/definition';

/** Classes of an entry's own fields: a word of the trade tells of no case. */
export const fields: SubjectDefinition['fields'] = {
  kind: 'OPEN',
  code: 'OPEN',
  labelZh: { class: 'OPEN', unpublished: true },
  labelEn: { class: 'OPEN', unpublished: true },
  division: { class: 'OPEN', division: true },
  named: 'OPEN',
  active: 'OPEN',
  state: { class: 'OPEN', unpublished: true },
};

/** Who takes part in the operation sorts by its catalogues, and reads them. */
export const sight: SubjectDefinition['sight'] = [{ relation: 'PARTICIPANT', shows: { CASE: 'FULL' } }];
