/**
 * @typedef {import('./session.js').Request} Request
 * @typedef {import('./session.js').Session} Session
 * @typedef {{ next(answer: unknown): void, error(fault: unknown): void, complete(): void }} Observer
 */

const COME_AGAIN_MS = 1_000;
/** Close code for who is not let in. */
const FORBIDDEN = 4403;

/**
 * The answers of a subscription. When the connection is lost, it subscribes again behind the last cursor: so nothing is
 * missing and nothing comes twice, where the document takes `$after`. It ends when somebody else signs in.
 * @param {Session} session
 * @param {Request} request
 */
export function follow(session, request) {
  return {
    /** @param {Observer} observer */
    subscribe(observer) {
      const { client } = session;
      let variables = { ...request.variables };
      /** @type {() => void} */
      let end = () => undefined;
      let isEnded = false;
      const begin = () => {
        end = client.subscribe(
          { ...request, variables },
          {
            next: (answer) => {
              variables = { ...variables, after: cursorOf(answer.data) ?? variables['after'] };
              observer.next(answer);
            },
            error: (fault) => {
              if (isLost(fault) && !isEnded && session.client === client) setTimeout(comeAgain, COME_AGAIN_MS);
              else observer.error(fault instanceof CloseEvent ? new Error(`${fault.code} ${fault.reason}`) : fault);
            },
            complete: () => observer.complete(),
          },
        );
      };
      const comeAgain = () => {
        if (session.client !== client) observer.complete();
        else if (!isEnded) begin();
      };
      begin();
      return {
        unsubscribe() {
          isEnded = true;
          end();
        },
      };
    },
  };
}

/** The place up to which an answer tells. @param {Record<string, unknown> | null | undefined} data */
function cursorOf(data) {
  const [told] = Object.values(data ?? {});
  return typeof told === 'object' && told !== null && 'cursor' in told ? told.cursor : undefined;
}

/**
 * Whether coming again may help: the connection was lost, the token has ended, or the server could not answer just now.
 * What ends a connection comes as an event, what is refused as a list of errors.
 * @param {unknown} fault
 */
function isLost(fault) {
  if (Array.isArray(fault)) {
    const errors = /** @type {import('graphql').GraphQLFormattedError[]} */ (fault);
    return errors.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE');
  }
  if (fault instanceof CloseEvent && fault.code === FORBIDDEN) return fault.reason === 'Session ended';
  return fault instanceof Event;
}
