-- talecraftctl check: what TalecraftDBTotal asks of PostgreSQL.
-- params: total (text; 0: there is no line). columns: what, count (0 is good),
-- todo.
SELECT 'connections that TalecraftDBTotal allows and PostgreSQL has not'
           AS what,
       greatest(:total::int
                - current_setting('max_connections')::int
                + current_setting('superuser_reserved_connections')::int, 0)
           AS count,
       'lower TalecraftDBTotal, or raise max_connections' AS todo
