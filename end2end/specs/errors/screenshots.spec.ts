// Pages of refusals and failures: part of `make screenshots`.
import { photograph } from '../../lib/photos';
import { eachRefusal, ERRORS } from '../../lib/refusals';
import { test } from '../../lib/test';

test.use({ allowedErrors: ERRORS });

test('refused, missing and broken', async ({ browser }) => {
  test.setTimeout(300_000);
  await eachRefusal(browser, photograph);
});
