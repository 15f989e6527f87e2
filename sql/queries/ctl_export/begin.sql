-- talecraftctl export: all tables as they are at one moment.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
