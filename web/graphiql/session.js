/**
 * @typedef {{ accessToken: string, expiresIn: number }} Issued an access token, and the seconds that it is good for
 * @typedef {() => Promise<Issued>} Source where the access tokens of a person come from
 * @typedef {{ query: string, variables?: Record<string, unknown>, operationName?: string | null }} Request
 * @typedef {{ data?: unknown, errors?: readonly { message: string }[] }} Answer
 * @typedef {import('graphql-ws').Client} Client
 */

/** A token is renewed so long before it ends: a request that is under way must not outlive it. */
const RENEWED_BEFORE_S = 60;

/** Who asks. The token is in memory alone: it ends with the page. */
export class Session {
  /** @type {Source | null} */
  #source = null;
  /** @type {{ token: Promise<string>, until: number } | null} */
  #issued = null;
  /** @type {Client | null} */
  #client = null;

  /** Where the tokens of who is signed in come from. */
  get source() {
    return this.#source;
  }

  /**
   * From now on it is another one who asks; what the one before has followed ends.
   * @param {Source} source
   */
  signIn(source) {
    this.#source = source;
    this.#issued = null;
    void this.#client?.dispose();
    this.#client = null;
  }

  /** Asks once, over HTTP. @param {Request} request @returns {Promise<Answer>} */
  async ask(request) {
    const headers = { 'Content-Type': 'application/json', Authorization: await this.#authorization() };
    const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(request) });
    return /** @type {Promise<Answer>} */ (response.json());
  }

  /** The socket of who asks; it is opened by the first who follows something. @returns {Client} */
  get client() {
    const { protocol, host } = location;
    this.#client ??= graphqlWs.createClient({
      url: `${protocol.replace('http', 'ws')}//${host}/graphql`,
      connectionParams: async () => ({ authorization: await this.#authorization() }),
      // By itself it would follow again from where it first began; `follow` knows better.
      retryAttempts: 0,
    });
    return this.#client;
  }

  async #authorization() {
    const issued = this.#issued;
    const { token } = issued && Date.now() < issued.until ? issued : this.#issue();
    return `Bearer ${await token}`;
  }

  #issue() {
    if (!this.#source) throw new Error('nobody is signed in');
    const issued = { token: Promise.resolve(''), until: Infinity };
    issued.token = this.#source().then(
      ({ accessToken, expiresIn }) => {
        issued.until = Date.now() + (expiresIn - RENEWED_BEFORE_S) * 1_000;
        return accessToken;
      },
      (/** @type {unknown} */ fault) => {
        issued.until = 0;
        throw fault;
      },
    );
    this.#issued = issued;
    return issued;
  }
}
