-- Queries for alerts: each returns a row for whatever somebody should look at, and none if all is well.

-- name: an order nobody knows the end of for a quarter of an hour
SELECT terminal, order_number, round(amount / 100.0, 2) AS yuan, created_at
FROM open_order WHERE created_at < now() - interval '15 minutes';

-- name: a terminal that was lost, not switched off
SELECT terminal, online_since FROM terminal
WHERE why = 'lost' AND online_since < now() - interval '10 minutes';

-- name: a terminal that says it is there and says nothing more
SELECT terminal, health_at FROM terminal
WHERE online AND health_at < now() - interval '15 minutes';

-- name: a terminal on which customers cannot pay
SELECT terminal, health FROM terminal
WHERE online AND ((health->>'scanner') = 'false' OR (health->>'keypad') = 'false'
                  OR (health->>'journal') = 'false' OR (health->>'network') = 'false');

-- name: a terminal that prints no receipts, though it has a printer
SELECT terminal, health->'printer'->>'trouble' AS trouble FROM terminal
WHERE online AND (health->'printer'->>'works') = 'false';

-- name: a terminal that has much to tell and does not get on with it
SELECT terminal, health->>'behind' AS behind FROM terminal
WHERE online AND (health->>'behind')::integer > 1000;

-- name: money that came after the sale was declined
SELECT terminal, order_number, round(amount / 100.0, 2) AS yuan FROM sale
WHERE late AND finished_at > now() - interval '1 day';

-- name: steps that are missing for good
SELECT terminal, after, before, at FROM lost_steps WHERE at > now() - interval '7 days';

-- name: a day that does not come to what the terminal says, once it has told all of it
SELECT day_total.terminal, day, round(approved_amount / 100.0, 2) AS said_yuan,
       round(coalesce(sum(sale.amount), 0) / 100.0, 2) AS known_yuan
FROM day_total
JOIN terminal USING (terminal)
LEFT JOIN sale ON sale.terminal = day_total.terminal AND sale.state = 'approved'
    AND sale.created_at >= began_at AND sale.created_at < ends_at
WHERE whole_upto >= day_total.seq AND (health->>'behind')::integer = 0
GROUP BY day_total.terminal, day, approved_amount
HAVING approved_amount <> coalesce(sum(sale.amount), 0);

-- name: a refund that is open for a day
SELECT DISTINCT ON (terminal, refund) terminal, refund, refund_state, round(refund_amount / 100.0, 2) AS yuan, at
FROM sale_event AS last
WHERE refund IS NOT NULL AND at < now() - interval '1 day' AND NOT EXISTS (
    SELECT 1 FROM sale_event AS later WHERE later.terminal = last.terminal
    AND later.refund = last.refund AND later.refund_state IN ('refunded', 'failed'))
ORDER BY terminal, refund, seq DESC;

-- name: a configuration that was refused or rolled back this week, and none was taken since
SELECT terminal, serial, outcome, why, in_force, at FROM (
    SELECT DISTINCT ON (terminal) * FROM config_outcome ORDER BY terminal, nr DESC
) AS newest
WHERE outcome IN ('refused', 'rolled_back') AND arrived_at > now() - interval '7 days';

-- name: a terminal that runs with another configuration than it should, an hour after it said so
SELECT terminal, expected, health->>'config_in_force' AS in_force FROM terminal JOIN (
    SELECT DISTINCT ON (terminal) terminal, arrived_at,
           CASE outcome WHEN 'accepted' THEN serial ELSE in_force END AS expected
    FROM config_outcome ORDER BY terminal, nr DESC
) AS newest USING (terminal)
WHERE health_at > arrived_at + interval '1 hour'
    AND (health->>'config_in_force')::bigint IS DISTINCT FROM expected;

-- name: what was told and not understood
SELECT topic, why, at FROM not_understood WHERE at > now() - interval '1 day';
