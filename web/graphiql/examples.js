/**
 * @typedef {{ name: string, title: { zh: string, en: string }, text: string }} Example a document of ours
 * @typedef {Record<string, string | undefined>} Values for variables, by the names that our documents give them
 */

const { createElement } = React;

const HEADINGS = { query: '查询 Ask', mutation: '办理 Do', subscription: '实时 Follow' };

/**
 * A plugin of GraphiQL that offers documents by what they do. Each opens in a tab of its own, with what is known for its
 * variables filled in.
 * @param {Example[]} examples
 * @param {() => Promise<Values>} findValues
 * @returns {import('@graphiql/react').GraphiQLPlugin}
 */
export function examplesPlugin(examples, findValues) {
  return { title: '示例 Examples', icon: Icon, content: () => createElement(Menu, { examples, findValues }) };
}

/** The variables of a document for which there are values, as JSON. @param {string} text @param {Values} values */
export function fillIn(text, values) {
  const names = [...text.matchAll(/\$(\w+):/g)].map(([, name = '']) => name);
  const known = names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]);
  return known.length > 0 ? JSON.stringify(Object.fromEntries(known), null, 2) : '';
}

/** @param {{ examples: Example[], findValues: () => Promise<Values> }} props */
function Menu({ examples, findValues }) {
  const editor = GraphiQL.React.useEditorContext({ nonNull: true });
  /** @param {Example} example */
  const open = async ({ text }) => {
    const values = await findValues();
    if (editor.queryEditor?.getValue().trim()) editor.addTab();
    editor.queryEditor?.setValue(text);
    editor.variableEditor?.setValue(fillIn(text, values));
  };
  return createElement(
    'section',
    { className: 'examples' },
    createElement('div', { className: 'graphiql-doc-explorer-title' }, '示例 Examples'),
    ...Object.entries(HEADINGS).map(([operation, heading]) =>
      createElement(
        'div',
        { key: operation },
        createElement('h2', null, heading),
        createElement(
          'ul',
          null,
          examples
            .filter(({ text }) => new RegExp(`^${operation} `, 'm').test(text))
            .map((example) => createElement(Item, { key: example.name, example, open })),
        ),
      ),
    ),
  );
}

/** @param {{ example: Example, open: (example: Example) => Promise<void> }} props */
function Item({ example, open }) {
  const { zh, en } = example.title;
  return createElement(
    'li',
    null,
    createElement('button', { onClick: () => void open(example) }, zh, createElement('small', { lang: 'en' }, en)),
  );
}

function Icon() {
  return createElement(
    'svg',
    { viewBox: '0 0 16 16', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 },
    createElement('path', { d: 'M2 3.5h12M2 8h12M2 12.5h7' }),
  );
}
