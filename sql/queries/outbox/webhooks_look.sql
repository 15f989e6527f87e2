-- Whether there are events that nobody has been told of, and whether something
-- is to be sent to a webhook now. columns: news, due.
SELECT EXISTS (SELECT FROM event_news) AS news,
    EXISTS (SELECT FROM webhooks w
            WHERE EXISTS (SELECT FROM webhook_deliveries d
                          WHERE d.webhook_id = w.id AND d.status = 'waiting'
                            AND d.next_at <= now()
                            AND (w.is_active OR d.by_hand))) AS due
