-- Whether something is to be sent to a webhook now.
EXISTS (SELECT FROM webhooks w
        WHERE EXISTS (SELECT FROM webhook_deliveries d
                      WHERE d.webhook_id = w.id AND d.status = 'waiting'
                        AND d.next_at <= now()
                        AND (w.is_active OR d.by_hand)))
