import {
  executeSync,
  getOperationAST,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** So many answers are kept: tools ask the same few documents again and again. */
const MOST_KEPT = 20;
const OF_SCHEMA = new Set(['__schema', '__type', '__typename']);

/** What all of them are answered. */
interface Answer {
  readonly data: Record<string, unknown>;
}

/** What is asked of an API. */
interface Asked {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

/**
 * Answers to documents that ask of the schema alone. It is the same for everybody as long as a server runs, and large: it is
 * worked out once a document.
 */
export class IntrospectionAnswers {
  private readonly kept = new Map<string, Answer>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The answer to a document that is valid; null for one that asks for anything else, or asks by variables. */
  find({ document, operationName }: Asked): Answer | null {
    const operation = getOperationAST(document, operationName);
    if (!operation || !isOfSchema(operation)) return null;
    const key = `${operationName ?? ''} ${document.loc?.source.body ?? ''}`;
    return this.kept.get(key) ?? this.keep(key, { document, operationName });
  }

  private keep(key: string, { document, operationName }: Asked): Answer | null {
    const { data, errors } = executeSync({ schema: this.schema, document, operationName: operationName ?? null });
    if (!data || errors) return null;
    const answer = { data };
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, answer);
    return answer;
  }
}

function isOfSchema({ operation, selectionSet, variableDefinitions = [] }: OperationDefinitionNode): boolean {
  if (operation !== OperationTypeNode.QUERY || variableDefinitions.length > 0) return false;
  return selectionSet.selections.every((each) => each.kind === Kind.FIELD && OF_SCHEMA.has(each.name.value));
}
