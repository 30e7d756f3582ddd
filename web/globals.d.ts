/** What the files of others that pages are given call themselves. */
declare const React: typeof import('react');
declare const ReactDOM: typeof import('react-dom/client');
declare const graphqlWs: typeof import('graphql-ws');
declare const GraphiQL: typeof import('graphiql').GraphiQL & { readonly React: typeof import('@graphiql/react') };
