// For developers: `npx knex migrate:list` and its like on the configured database. The product itself brings its schema
// up to date whenever it opens the database.
import { readConfig } from './src/config/config.ts';
import { builderConfig } from './src/store/migrations/migrate.ts';
import { openDatabase } from './src/store/store.ts';

export default await builderConfig(await openDatabase({ url: readConfig(process.env).database.url.reveal() }));
