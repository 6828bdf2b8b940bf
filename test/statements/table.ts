import { corpusFiles, corpusResult, datasets } from './corpus.ts';

/** `npm run statements:table`: what becomes of every bank file of the data sets, and whether it is what others make of it. */
const files = corpusFiles();
if (files.length === 0) console.log(`skipped: there are no bank files in ${datasets} (TIEOUT_DATASETS names another folder)`);
const results = files.map(corpusResult);
for (const { name, lines, balances, agrees, balancesHold, problems } of results) {
  const verdict = agrees === null ? '' : agrees.difference === null ? `as ${agrees.with}` : `NOT as ${agrees.with}: ${agrees.difference}`;
  const proof = balancesHold === null ? '' : balancesHold ? 'balances hold' : 'balances do not hold';
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const words = [verdict, proof, first === undefined ? '' : `line ${first}${more}`].filter((word) => word !== '').join('; ');
  console.log(`${name.padEnd(64)} ${String(lines).padStart(3)} lines ${String(balances).padStart(3)} balances  ${words}`);
}
const compared = results.filter(({ agrees }) => agrees !== null);
const same = compared.filter(({ agrees }) => agrees?.difference === null).length;
const hold = results.filter(({ balancesHold }) => balancesHold === true).length;
console.log(
  JSON.stringify({
    files: files.length,
    compared: compared.length,
    same,
    balancesHold: hold,
    unexplained: results.filter(({ statements, problems }) => statements + problems.length === 0).length,
  }),
);
