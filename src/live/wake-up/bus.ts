/** A commit as others are told of it: the operation's log has reached this position. */
export interface Hint {
  readonly operation: string;
  readonly seq: number;
}

/**
 * Tells the other processes of an installation that a log has moved on. What is told may be lost, come late or be made
 * up by whoever reaches the bus: it says "look", and never what there is to see.
 */
export interface Bus {
  /** Sends a hint and waits for nothing; fails without a word. */
  publish(hint: Hint): void;
}

/** What became of a hint; GARBLED: something else came by the bus. */
export type HintFate = 'PUBLISHED' | 'FAILED' | 'RECEIVED' | 'GARBLED';

/** A hint as it travels, with the process that sends it. */
export interface Message extends Hint {
  readonly from: string;
}

const MESSAGE = /^([\w-]{1,40}) ([a-z]+_[0-9a-z]{1,36}) (\d{1,15})$/;

/** The form in which a hint travels. */
export function writeMessage({ from, operation, seq }: Message): string {
  return `${from} ${operation} ${seq}`;
}

/** Reads what came by the bus; null where it is no hint. */
export function readMessage(text: string): Message | null {
  const [, from, operation, seq] = MESSAGE.exec(text) ?? [];
  if (from === undefined || operation === undefined) return null;
  return { from, operation, seq: Number(seq) };
}
