/**
 * @typedef {import('./session.js').Issued} Issued
 * @typedef {import('./session.js').Source} Source
 * @typedef {{ code: string, name: string, agency: string }} Member of the demo
 */

/** Whom a visitor of the demo is at first, where the address names nobody. */
const FIRST = 'yk-police.commander';

/**
 * Offers the members of the demo. The address keeps who was chosen, so that two tabs can be two people.
 * @param {HTMLFormElement} form
 * @param {(source: Source) => void} onSignIn
 */
export async function offerMembers(form, onSignIn) {
  const response = await fetch('/demo/members');
  const members = /** @type {Member[]} */ (await response.json());
  const select = document.createElement('select');
  for (const agency of new Set(members.map((member) => member.agency))) {
    const own = members.filter((member) => member.agency === agency);
    const group = document.createElement('optgroup');
    group.label = agency;
    group.append(...own.map(({ code, name }) => new Option(`${name} ${code}`, code)));
    select.append(group);
  }
  const choose = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    select.value = members.some(({ code }) => code === wanted) ? wanted : FIRST;
    onSignIn(() => fetchToken(select.value));
  };
  select.addEventListener('change', () => {
    location.hash = select.value;
  });
  addEventListener('hashchange', choose);
  form.append(labelled('身份 Sign in as', select));
  choose();
}

/**
 * Takes an access token that somebody has; it is kept nowhere.
 * @param {HTMLFormElement} form
 * @param {(source: Source) => void} onSignIn
 */
export function askForToken(form, onSignIn) {
  const input = document.createElement('input');
  input.type = 'password';
  input.autocomplete = 'off';
  input.required = true;
  const button = document.createElement('button');
  button.textContent = '登录 Sign in';
  form.append(labelled('访问令牌 Access token', input), button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const accessToken = input.value.trim();
    form.reset();
    onSignIn(async () => ({ accessToken, expiresIn: Infinity }));
  });
}

/** @param {string} code @returns {Promise<Issued>} */
async function fetchToken(code) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch('/demo/token', { method: 'POST', headers, body: JSON.stringify({ code }) });
  return /** @type {Promise<Issued>} */ (response.json());
}

/** @param {string} text @param {HTMLElement} field */
function labelled(text, field) {
  const label = document.createElement('label');
  label.append(text, field);
  return label;
}
