#!/usr/bin/perl
# bin2c.pl OUT HEADER NAME FILE: the bytes of FILE as C, NAME_bytes and
# NAME_size, which HEADER declares.
use strict;
use warnings;

die "usage: bin2c.pl OUT HEADER NAME FILE\n" if @ARGV != 4;
my ($out, $header, $name, $file) = @ARGV;

open(my $in, '<:raw', $file) or die "$file: $!\n";
my $bytes = do { local $/; <$in> };
close($in);
die "$file: empty\n" if !length $bytes;

open(my $c, '>', "$out.part") or die "$out.part: $!\n";
print $c "/* Made by apxs/bin2c.pl from $file. */\n";
print $c "#include \"$header\"\n\n";
print $c "const unsigned char ${name}_bytes[] = {\n";
for (my $at = 0; $at < length $bytes; $at += 16) {
    print $c join(',', unpack('C*', substr($bytes, $at, 16))), ",\n";
}
print $c "};\n\nconst size_t ${name}_size = sizeof(${name}_bytes);\n";
close($c) or die "$out.part: $!\n";
rename("$out.part", $out) or die "$out: $!\n";
