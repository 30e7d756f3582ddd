/** What the log keeps of a cause: not its other fields, since a failed statement carries its parameters. */
export interface LoggedCause {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Databases repeat a value that they refuse: `Duplicate entry '…' for key`, `Incorrect string value: '…' for column`. */
const REPEATED_VALUE = /\b(entry|value:?) '.*?'(?= for | at row |\s*$)/gms;
/** What a terminal would act on, and what turns the direction of writing. Those below a blank are escaped by JSON. */
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** An error, or whatever was thrown, as it may stand in the log. */
export function loggedCause(cause: unknown): LoggedCause {
  // Not `instanceof`: what a native module throws may be an Error of another realm.
  const { name, message, stack } = (typeof cause === 'object' && cause !== null ? cause : {}) as Partial<Error>;
  return { type: name ?? typeof cause, message: told(message ?? String(cause)), stack: told(stack ?? '') };
}

function told(text: string): string {
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(REPEATED_VALUE, "$1 '…'").replace(UNSEEN, escaped);
}
