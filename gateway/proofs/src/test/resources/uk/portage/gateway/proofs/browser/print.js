// Headings, tables, charts and lists of facts that somebody sees on the screen, behind a fold or not, and not on paper.
return [...document.querySelectorAll('main h1, main h2, main h3, main table, main svg[role=img], main dl')]
    .filter(e => !e.closest('form')) // what is to be filled in is of no use on paper
    .filter(e => !e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}) || e.getBoundingClientRect().height < 1)
    .map(e => 'not printed: ' + e.tagName + ' ' + e.textContent.replace(/\s+/g, ' ').trim().slice(0, 50));
