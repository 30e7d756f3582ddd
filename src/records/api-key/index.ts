import { defineRecord } from '../../core/definition';
import { ApiKeyRow } from '../../store/rows/api-key.row';
import { createApiKey } from './actions/create-api-key';
import { revokeApiKey } from './actions/revoke-api-key';
import { rotateApiKey } from './actions/rotate-api-key';
import en from './en.json';
import { loadFacts } from './facts';
import { ApiKeyPayload } from './types';
import zh from './zh-CN.json';

/**
 * A key 接口密钥 by which a system of an agency acts for one of its members: within what the member may, and only what
 * the key was made for. The agency's administrators know of it; of its secrets only hashes are kept.
 */
export const apiKey = defineRecord({
  type: 'ApiKey',
  idPrefix: 'key',
  ofSystem: true,
  states: { ACTIVE: {}, REVOKED: {} },
  actions: [createApiKey, rotateApiKey, revokeApiKey],
  row: ApiKeyRow,
  fields: {
    agency: { class: 'OPEN', unpublished: true },
    member: 'OPEN',
    name: 'OPEN',
    prefix: 'OPEN',
    reads: 'OPEN',
    actions: 'OPEN',
    expiresAt: 'OPEN',
    previousUntil: 'OPEN',
    createdBy: 'OPEN',
    lastUsedAt: 'OPEN',
    revoked: 'OPEN',
    createdAt: 'OPEN',
    state: { class: 'OPEN', unpublished: true },
    secretHash: { class: 'PROOF', unpublished: true },
    previousHash: { class: 'PROOF', unpublished: true },
  },
  sight: [{ relation: 'OWN', roles: ['ADMINISTRATOR'] }],
  migrations: [],
  derive: ({ state }) => ({ revoked: state === 'REVOKED' }),
  loadFacts,
  payload: ApiKeyPayload,
  text: { zh, en },
});
