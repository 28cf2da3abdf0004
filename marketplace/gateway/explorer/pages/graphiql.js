'use strict';

const settings = JSON.parse(document.getElementById('settings').textContent);
const h = React.createElement;

const logo = h(
  GraphiQL.Logo,
  null,
  h('span', { className: 'brand' },
    h('img', { src: '/explorer/assets/icon.svg', alt: '', width: 22, height: 22 }),
    settings.title),
);

const hint = h(
  GraphiQL.Footer,
  null,
  h('p', { className: 'hint' },
    'Signed in? Put your token into ',
    h('b', null, 'Headers'), ': ',
    h('code', null, '{"Authorization": "Bearer …"}'),
    ' — and see how a query is spread over the subgraphs with ',
    h('code', null, '{"x-holdfast-explain": "plan"}'), '.'),
);

ReactDOM.createRoot(document.getElementById('explorer')).render(
  h(
    GraphiQL,
    {
      fetcher: GraphiQL.createFetcher({ url: settings.endpoint }),
      defaultQuery: settings.defaultQuery || undefined,
      defaultEditorToolsVisibility: true,
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
      maxHistoryLength: 50,
    },
    logo,
    hint,
  ),
);
