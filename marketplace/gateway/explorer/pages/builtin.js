const settings = JSON.parse(document.getElementById('settings').textContent);
const find = (id) => document.getElementById(id);
const STORED = 'holdfast-explorer';
const MAX_HISTORY = 40;

/* Headers carry tokens: they are never stored. */
const stored = JSON.parse(localStorage.getItem(STORED) || '{}');
const state = { query: stored.query, variables: stored.variables, history: stored.history || [] };
const store = () => localStorage.setItem(STORED, JSON.stringify(state));

const EXAMPLE = '# Write a query and run it with Ctrl+Enter.\n{\n  __typename\n}\n';

function element(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

/* ------------------------------------------------------------------ asking */

function parseObject(id) {
  const text = find(id).value.trim();
  if (!text) return {};
  const value = JSON.parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('not a JSON object');
  return value;
}

async function ask(query, variables = {}, headers = {}) {
  const response = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  try {
    return { status: response.status, size: text.length, body: JSON.parse(text) };
  } catch {
    throw new Error(`The answer (status ${response.status}) is not JSON: ${text.slice(0, 200)}`);
  }
}

async function run() {
  const button = find('run');
  if (button.disabled) return;
  let inputs;
  try {
    inputs = ['variables', 'headers'].map((id) => {
      try { return parseObject(id); } catch (error) { throw new Error(`The ${id} cannot be read: ${error.message}`); }
    });
  } catch (error) {
    showProblem(error);
    return;
  }
  button.disabled = true;
  const started = performance.now();
  try {
    const answer = await ask(find('query').value, ...inputs);
    showJson(answer.body);
    find('timing').textContent =
      `${answer.status} · ${Math.round(performance.now() - started)} ms · ${(answer.size / 1024).toFixed(1)} KB`;
    remember();
  } catch (error) {
    showProblem(error);
  } finally {
    button.disabled = false;
  }
}

function showProblem(error) {
  find('result').replaceChildren(element('span', { className: 'string', textContent: error.message }));
  find('timing').textContent = '';
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function showJson(value) {
  const text = JSON.stringify(value, null, 2);
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, match.index));
    const [whole, string, colon] = match;
    const kind = string ? (colon ? 'key' : 'string') : /[a-z]/.test(whole[0]) ? 'word' : 'number';
    parts.push(element('span', { className: kind, textContent: string || whole }), colon || '');
    end = match.index + whole.length;
  }
  find('result').replaceChildren(...parts, text.slice(end));
}

/* ----------------------------------------------------------------- history */

function remember() {
  const entry = { query: find('query').value, variables: find('variables').value };
  state.history = [entry, ...state.history.filter((past) => past.query !== entry.query)].slice(0, MAX_HISTORY);
  store();
  showHistory();
}

function showHistory() {
  const entries = state.history.map((past) => {
    const name = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(past.query)?.[1];
    const text = past.query.replace(/^\s*#.*$/gm, '').replace(/\s+/g, ' ').trim();
    const button = element('button', { className: 'past' }, name || 'unnamed', element('code', { className: 'faint', textContent: text }));
    button.addEventListener('click', () => {
      find('query').value = past.query;
      find('variables').value = past.variables;
    });
    return button;
  });
  find('history').replaceChildren(...(entries.length ? entries : [element('p', { className: 'faint', textContent: 'Nothing was run yet.' })]));
}

/* ------------------------------------------------------------------ schema */

const TYPE_REF = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const INTROSPECTION = `{ __schema { types {
  kind name description
  fields(includeDeprecated: true) { name description args { name type { ${TYPE_REF} } } type { ${TYPE_REF} } }
  inputFields { name description type { ${TYPE_REF} } }
  enumValues(includeDeprecated: true) { name description }
  possibleTypes { name }
} } }`;

const named = (type) => (type.ofType ? named(type.ofType) : type.name);
const printed = (type) => {
  if (type.kind === 'NON_NULL') return `${printed(type.ofType)}!`;
  return type.kind === 'LIST' ? `[${printed(type.ofType)}]` : type.name;
};

function typeLink(type) {
  const link = element('button', { className: 'type', textContent: printed(type) });
  link.addEventListener('click', () => {
    const target = find(`type-${named(type)}`);
    if (target) { target.hidden = false; target.open = true; target.scrollIntoView({ behavior: 'smooth' }); }
  });
  return link;
}

function memberRow(member) {
  const row = element('dt', {}, member.name);
  if (member.args?.length) {
    row.append('(');
    member.args.forEach((arg, at) => row.append(at ? ', ' : '', `${arg.name}: `, typeLink(arg.type)));
    row.append(')');
  }
  if (member.type) row.append(': ', typeLink(member.type));
  return member.description ? [row, element('dd', { textContent: member.description })] : [row];
}

function typeEntry(type) {
  const members = type.fields || type.inputFields || type.enumValues || type.possibleTypes || [];
  return element('details', { id: `type-${type.name}`, open: type.name === 'Query' },
    element('summary', {}, `${type.name} `, element('span', { className: 'faint', textContent: type.kind.toLowerCase().replace('_', ' ') })),
    ...(type.description ? [element('p', { className: 'faint', textContent: type.description })] : []),
    element('dl', {}, ...members.flatMap(memberRow)));
}

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const rank = (type) => (ROOTS.includes(type.name) ? ROOTS.indexOf(type.name) : ROOTS.length);

async function loadSchema() {
  const { body } = await ask(INTROSPECTION);
  if (!body.data) {
    find('schema').replaceChildren(element('p', { className: 'faint', textContent: body.errors?.[0]?.message || 'No schema.' }));
    return;
  }
  const types = body.data.__schema.types
    .filter((type) => !type.name.startsWith('__') && type.kind !== 'SCALAR')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  find('schema').replaceChildren(...types.map(typeEntry));
}

function filterSchema() {
  const wanted = find('search').value.trim().toLowerCase();
  for (const entry of find('schema').children) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
}

/* ------------------------------------------------------------------ wiring */

for (const tab of document.querySelectorAll('[role=tab]')) {
  tab.addEventListener('click', () => {
    for (const other of tab.parentElement.children) {
      other.setAttribute('aria-selected', String(other === tab));
      find(other.dataset.panel).hidden = other !== tab;
    }
  });
}

for (const id of ['query', 'variables']) {
  find(id).addEventListener('input', () => { state[id] = find(id).value; store(); });
}

find('query').addEventListener('keydown', (event) => {
  if (event.key === 'Tab' && !event.shiftKey) {
    event.preventDefault();
    event.target.setRangeText('  ', event.target.selectionStart, event.target.selectionEnd, 'end');
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
});

find('run').addEventListener('click', run);
find('search').addEventListener('input', filterSchema);
find('query').value = state.query || settings.defaultQuery || EXAMPLE;
find('variables').value = state.variables || '';
showHistory();
loadSchema().catch(showProblem);
