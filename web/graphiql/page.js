import { examplesPlugin, fillIn } from './examples.js';
import { follow } from './follow.js';
import { Session } from './session.js';
import { askForToken, offerMembers } from './sign-in.js';

/**
 * @typedef {import('./examples.js').Example} Example
 * @typedef {import('./examples.js').Values} Values
 * @typedef {{ id: string }} Found
 * @typedef {{
 *   agency: { name: string },
 *   member: Found & { name: string } | null,
 *   operations: { nodes: Found[] },
 *   tasks: { nodes: (Found & { operation: Found })[] },
 * }} Viewer as starting-points.graphql asks for it
 */

const form = /** @type {HTMLFormElement} */ (document.querySelector('#sign-in'));
const told = /** @type {HTMLOutputElement} */ (document.querySelector('#told'));
const main = /** @type {HTMLElement} */ (document.querySelector('#graphiql'));
const { nonce, dataset } = document.documentElement;
// By this name GraphiQL's dialogs look for what lets them add a style of their own.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const session = new Session();
const [examples, startingPoints] = await Promise.all([
  fetch(`${dataset['assets']}/examples.json`).then((file) => /** @type {Promise<Example[]>} */ (file.json())),
  fetch(`${dataset['assets']}/starting-points.graphql`).then((file) => file.text()),
]);
let isShown = false;

if (dataset['signIn'] === 'demo') await offerMembers(form, enter);
else askForToken(form, enter);

/** Signs in, tells as whom, and shows GraphiQL the first time. @param {import('./session.js').Source} source */
function enter(source) {
  session.signIn(source);
  askViewer().then(
    (viewer) => {
      if (session.source !== source) return;
      tell([viewer.agency.name, viewer.member?.name].filter(Boolean).join(' · '));
      if (!isShown) show(valuesOf(viewer));
      isShown = true;
    },
    (/** @type {unknown} */ fault) => {
      if (session.source === source) tell(fault instanceof Error ? fault.message : String(fault), 'fault');
    },
  );
}

/** Tells who is signed in, or why nobody is: as text, whatever is in it. @param {string} text */
function tell(text, className = '') {
  Object.assign(told, { textContent: text, className });
}

/** @returns {Promise<Viewer>} */
async function askViewer() {
  const { data, errors } = await session.ask({ query: startingPoints });
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return /** @type {{ viewer: Viewer }} */ (data).viewer;
}

/** What our documents call these things. @param {Viewer} viewer @returns {Values} */
function valuesOf({ member, operations, tasks }) {
  const [task] = tasks.nodes;
  return { memberId: member?.id, taskId: task?.id, operationId: (task?.operation ?? operations.nodes[0])?.id };
}

/** @param {Values} values */
function show(values) {
  const plugin = examplesPlugin(examples, async () => valuesOf(await askViewer()));
  const first = examples.slice(0, 2).map(({ text }) => ({ query: text, variables: fillIn(text, values) }));
  const graphiql = React.createElement(
    GraphiQL,
    {
      fetcher,
      plugins: [plugin],
      visiblePlugin: matchMedia('(min-width: 721px)').matches ? plugin : '',
      defaultTabs: first,
      defaultEditorToolsVisibility: 'variables',
      isHeadersEditorEnabled: false,
      showPersistHeadersSettings: false,
      // What was asked may name people: it ends with the tab.
      storage: sessionStorage,
    },
    React.createElement(GraphiQL.Logo, null, ' '),
  );
  ReactDOM.createRoot(main).render(graphiql);
}

/** Answers what GraphiQL asks. @type {import('@graphiql/toolkit').Fetcher} */
function fetcher(request, { documentAST } = {}) {
  const asked = documentAST?.definitions.find(
    (definition) =>
      'operation' in definition && (!request.operationName || definition.name?.value === request.operationName),
  );
  const isLive = asked !== undefined && 'operation' in asked && asked.operation === 'subscription';
  const answer = /** @type {unknown} */ (isLive ? follow(session, request) : session.ask(request));
  return /** @type {import('@graphiql/toolkit').FetcherReturnType} */ (answer);
}
