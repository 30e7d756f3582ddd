import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { Viewer } from '../access/viewer';
import { badInput, refuse } from '../core/errors';
import { askedIn, askedOverHttp, asText, type ApiRequest, type Asked, type SocketRequest } from './asked';
import type { Budgets } from './budgets';
import { costOf, type Priced } from './cost';
import { assertReads } from './key-reads';
import { countValues, LIMITS, parseWithin } from './limits';
import type { TrustedDocuments } from './trusted-documents';

/** What is held to what. */
export interface GateParts {
  readonly schema: GraphQLSchema;
  readonly budgets: Budgets;
  readonly documents: TrustedDocuments;
}

/** A request over HTTP that may be executed. */
export interface LetThrough {
  /** Name of its operation, where it has one. */
  readonly name: string | null;
  /** The request with its document as text. */
  readonly full: ApiRequest;
}

/** A document that may be executed, with what it is executed for. */
export interface Executable extends Priced {
  readonly name: string | null;
}

/** Of a document for one of its cost: so much is read before it is known what it asks. */
const CHARACTERS = 4;

/** What every document passes before it is executed, over whatever transport: trust, limits, scopes, cost and budgets. */
export class Gate {
  constructor(private readonly parts: GateParts) {}

  /**
   * Lets a request over HTTP through. What is no document, or no valid one, is told with all that is wrong with it by who
   * executes it.
   * @throws Refusal LIMIT_EXCEEDED, BAD_USER_INPUT, FORBIDDEN
   */
  async overHttp(request: ApiRequest, viewer: Viewer): Promise<LetThrough> {
    const asked = askedOverHttp(request);
    return this.paid(viewer, asked, () => {
      const text = this.parts.documents.textOf(asked);
      if (text === null) return { cost: 0, name: null, full: request };
      const full = asked.named === null ? request : asText(request, text);
      const { operationName, variables } = asked;
      const document = this.readable(text);
      if (document === null) return { cost: 0, name: null, full };
      if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw badInput([{ path: 'query', code: 'NEEDS_SOCKET' }]);
      }
      return { ...this.weigh({ document, operationName, variables }, viewer), full };
    });
  }

  /**
   * The same for a request of a connection that stays open: what may be executed, or what is wrong with the document.
   * @throws Refusal LIMIT_EXCEEDED, BAD_USER_INPUT, FORBIDDEN; GraphQLError for a syntax error
   */
  async overSocket(request: SocketRequest, viewer: Viewer): Promise<Executable | readonly GraphQLError[]> {
    const asked = askedIn(request);
    const { executable } = await this.paid(viewer, asked, () => {
      const { operationName, variables } = asked;
      const document = this.read(this.parts.documents.textOf(asked) ?? '');
      const faults = validate(this.parts.schema, document);
      if (faults.length > 0) return { cost: 0, executable: faults };
      const { cost, name } = this.weigh({ document, operationName, variables }, viewer);
      return { cost, executable: { document, operationName, variables, name } };
    });
    return executable;
  }

  /** Pays for a document: also for one that is refused, since it had to be read. */
  private async paid<R extends { readonly cost: number }>(
    viewer: Viewer,
    { query, variables }: Asked,
    read: () => R,
  ): Promise<R> {
    // What is over the limits costs as much as they let through.
    let cost = Math.ceil((query?.length ?? 0) / CHARACTERS) + LIMITS.items;
    try {
      cost += countValues(variables) - LIMITS.items;
      const found = read();
      cost += found.cost;
      return found;
    } finally {
      await this.parts.budgets.spend(viewer, cost);
    }
  }

  /** Null where it is no document: who executes it tells where. */
  private readable(text: string): DocumentNode | null {
    try {
      return this.read(text);
    } catch (error) {
      if (error instanceof GraphQLError) return null;
      throw error;
    }
  }

  private read(text: string): DocumentNode {
    const document = parseWithin(text);
    this.parts.documents.admit(text);
    return document;
  }

  private weigh(asked: Priced, viewer: Viewer): { readonly cost: number; readonly name: string | null } {
    const { document, operationName } = asked;
    assertReads(viewer, document, operationName);
    const cost = costOf(this.parts.schema, asked);
    if (cost > LIMITS.cost) throw refuse('LIMIT_EXCEEDED', { limit: 'cost' });
    return { cost, name: getOperationAST(document, operationName)?.name?.value.slice(0, 100) ?? null };
  }
}
