const ejs = require('ejs');

console.log(ejs.render('<% for (const user of users) { %>\n* <%= user.name %> <%- user.raw %>\n<% } %>', { users: Array.from({ length: 9 }, (_, i) => ({ name: `<${i}>`, raw: `<b>${i}</b>` })) }));
