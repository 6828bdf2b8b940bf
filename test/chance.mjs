// The suite draws the same examples in every run, so that what is green for one is green for all. `TIEOUT_CHANCE=new npm test` draws others;
// what fails then says its seed, and its example becomes a test.
import { configureGlobal } from 'fast-check';

if (process.env.TIEOUT_CHANCE !== 'new') configureGlobal({ seed: 20_261_122 });
