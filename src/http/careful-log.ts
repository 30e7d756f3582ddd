import type { Logger } from 'pino';
import { loggedCause } from '../core/logged-cause';

/** The same log, which keeps of an `err` its type, message and stack alone: by itself it would keep every field. */
export function carefulLog(log: Logger): Logger {
  return log.child({}, { serializers: { err: loggedCause } });
}
