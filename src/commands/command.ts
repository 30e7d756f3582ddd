import type { Actor } from '../core/actor';
import type { SecretMark } from '../core/secret';
import type { Instant } from '../core/time';

/** What somebody wants done: an action of the table with its input, as the API or a timer gives it. */
export interface Command {
  /** Name or code of the action. */
  readonly action: string;
  readonly actor: Actor;
  /** The operation that the sender takes its subject to be of; of another one it is not found. */
  readonly operation?: string;
  /** Of what was drawn for an action that `draws`. It is no part of the input: done again, the command is the same. */
  readonly secret?: SecretMark;
  /** Not yet checked. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What every input may have beside its own fields, once it is checked. */
export interface CommonInput {
  readonly idempotencyKey?: string | null;
  readonly expectedVersion?: number | null;
  /** The key of the actor's own earlier command: expected is the version that it answered. */
  readonly follows?: string | null;
  readonly occurredAt?: Instant | null;
}

/** What a command did, by reference: what is shown of it is looked up anew, by the rights of now. */
export interface CommandResult {
  readonly operation: string;
  readonly command: string;
  /** The thing that was changed or made. */
  readonly subjectType: string;
  readonly subject: string;
  readonly version: number;
  /** Position of the command's last entry. */
  readonly seq: number;
  /** The command had been done before under the same key. */
  readonly repeated: boolean;
}

/** That a command was answered, for who counts: nothing of whom or what it was about. */
export interface CommandDone {
  /** Name of the action; one that is none is "unknown". */
  readonly action: string;
  /** OK, REPEATED, or the code of what it was refused with. */
  readonly outcome: string;
  readonly seconds: number;
}
