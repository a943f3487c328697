// Milliseconds since the request, and bytes as they came over the wire.
const done = arguments[0];
const largest = [];
new PerformanceObserver(list => largest.push(...list.getEntries())).observe({type: 'largest-contentful-paint', buffered: true});
setTimeout(() => {
  const page = performance.getEntriesByType('navigation')[0];
  const parts = performance.getEntriesByType('resource');
  const sum = list => list.reduce((all, one) => all + one, 0);
  done(JSON.stringify({
    answered: page.responseEnd,
    first: (performance.getEntriesByName('first-contentful-paint')[0] || {startTime: -1}).startTime,
    largest: largest.length ? largest[largest.length - 1].startTime : -1,
    elements: document.getElementsByTagName('*').length,
    transferred: page.transferSize + sum(parts.map(p => p.transferSize)),
    page: page.transferSize,
    unpacked: page.decodedBodySize + sum(parts.map(p => p.decodedBodySize)),
    script: sum(parts.filter(p => p.initiatorType === 'script').map(p => p.decodedBodySize))
        + sum([...document.scripts].map(s => s.textContent.length)),
  }));
}, 100);
