const Handlebars = require('handlebars');

Handlebars.registerHelper('loud', (text) => text.toUpperCase());
const template = Handlebars.compile('{{#each people}}{{@index}} {{loud name}} {{#if old}}old{{else}}young{{/if}}\n{{/each}}');
console.log(template({ people: Array.from({ length: 20 }, (_, i) => ({ name: `n${i}<`, old: i % 3 === 0 })) }));
