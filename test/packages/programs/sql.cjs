const initSqlJs = require('sql.js');

(async () => {
  const { Database } = await initSqlJs();
  const db = new Database();
  db.run('create table t (id integer primary key, name text, value real)');
  for (let i = 0; i < 50; i++) db.run('insert into t (name, value) values (?, ?)', [`n${i % 7}`, i * 1.5]);
  console.log(JSON.stringify(db.exec('select name, count(*), sum(value) from t group by name order by name')));
})();
