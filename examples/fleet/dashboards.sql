-- Queries for dashboards (Grafana and the like); each stands on its own. Days and hours are those of
-- the database: ALTER DATABASE fleet SET timezone = 'Asia/Shanghai'.

-- name: takings today, by terminal
SELECT terminal, count(*) AS sales, round(sum(amount - refunded) / 100.0, 2) AS yuan
FROM sale
WHERE state = 'approved' AND created_at >= date_trunc('day', now())
GROUP BY terminal ORDER BY yuan DESC;

-- name: sales by hour, and how many of them were approved
SELECT date_trunc('hour', created_at) AS hour, count(*) AS sales,
       round(100.0 * count(*) FILTER (WHERE state IN ('approved', 'refunded')) / count(*), 1) AS approved_percent
FROM sale
WHERE created_at > now() - interval '7 days' AND state <> 'cancelled'
GROUP BY hour ORDER BY hour;

-- name: why sales were declined this week
SELECT coalesce(reason, '') AS reason, count(*) AS sales
FROM sale
WHERE state = 'declined' AND created_at > now() - interval '7 days'
GROUP BY reason ORDER BY sales DESC;

-- name: seconds from submit to approval, by wallet
SELECT pay_type,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - submitted_at)) AS median,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - submitted_at)) AS p95
FROM sale
WHERE state = 'approved' AND NOT late AND created_at > now() - interval '1 day'
GROUP BY pay_type;

-- name: refunds this month
SELECT terminal, count(*) AS refunds, round(sum(refund_amount) / 100.0, 2) AS yuan
FROM sale_event
WHERE refund_state = 'refunded' AND at >= date_trunc('month', now())
GROUP BY terminal ORDER BY yuan DESC;

-- name: terminals, and what is wrong with them
SELECT terminal, health->>'store' AS store, online, online_since, health->>'version' AS version,
       array_to_string(ARRAY(
           SELECT key FROM jsonb_each(health)
           WHERE key IN ('scanner', 'keypad', 'display', 'network', 'clock', 'journal') AND value = 'false'
       ), ', ') AS broken,
       health->'printer'->>'trouble' AS printer_trouble, -- 'no_paper' and the like
       health->>'config_in_force' AS configuration,
       (health->>'open_orders')::integer AS open_orders, (health->>'behind')::integer AS behind
FROM terminal ORDER BY online, terminal;

-- name: configurations from afar, and what became of the newest of each terminal
SELECT DISTINCT ON (terminal) terminal, serial, outcome, why, in_force, at
FROM config_outcome ORDER BY terminal, nr DESC;
