-- What became of a try.
-- params: id, token, ok, status (NULL: no answer), error, milliseconds (to the
-- next one). columns: became (see webhook_done).
SELECT webhook_done(:id::bigint, :token, :ok::boolean, :status::integer,
                    :error, :milliseconds::bigint) AS became
