import type { SecretMark } from '../../core/secret';

/** What a key keeps of the secret that was drawn for a command. Throws where none was: no key is without one. */
export function markOf(secret: SecretMark | null): { prefix: string; secretHash: string } {
  if (!secret) throw new Error('no secret was drawn for the command');
  return { prefix: secret.prefix, secretHash: secret.hash };
}
