#!/usr/bin/perl
# assets2c.pl OUT FOLDER: the files of FOLDER, and of its folder assets, as C:
# tc_assets_all and tc_assets_count of src/page/assets.h.  Beside each file
# may lie NAME.gz and NAME.br.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);

die "usage: assets2c.pl OUT FOLDER\n" if @ARGV != 2;
my ($out, $folder) = @ARGV;

my %types = (html => 'text/html; charset=utf-8',
    js => 'text/javascript; charset=utf-8',
    css => 'text/css; charset=utf-8', svg => 'image/svg+xml');

sub bytes_of {
    my ($path) = @_;
    open(my $in, '<:raw', $path) or die "$path: $!\n";
    my $bytes = do { local $/; <$in> };
    close($in);
    die "$path: empty\n" if !length $bytes;
    return $bytes;
}

my @names = sort map { substr($_, length($folder) + 1) }
    grep { -f && !/\.(?:gz|br)$/ } glob("$folder/* $folder/assets/*");
die "$folder: no index.html\n" if !grep { $_ eq 'index.html' } @names;

open(my $c, '>', "$out.part") or die "$out.part: $!\n";
print $c "/* Made by apxs/assets2c.pl from $folder. */\n",
    "#include \"page/assets.h\"\n\n";
my $rows = '';
for my $number (0 .. $#names) {
    my $name = $names[$number];
    my ($ending) = $name =~ /\.(\w+)$/;
    my $type = $types{$ending // ''} or die "$name: of no known type\n";
    my $tag = substr(sha256_hex(bytes_of("$folder/$name")), 0, 16);
    $rows .= "    { .name = \"$name\",\n      .type = \"$type\",\n"
        . "      .tag = \"$tag\"";
    for my $form ([plain => ''], [gzip => '.gz'], [br => '.br']) {
        my ($member, $suffix) = @$form;
        next if !-e "$folder/$name$suffix";
        my $bytes = bytes_of("$folder/$name$suffix");
        my $array = "file_${number}_$member";
        print $c "static const unsigned char ${array}[] = {\n";
        for (my $at = 0; $at < length $bytes; $at += 16) {
            print $c join(',', unpack('C*', substr($bytes, $at, 16))), ",\n";
        }
        print $c "};\n";
        $rows .= ",\n      .$member = { $array, sizeof($array) }";
    }
    $rows .= " },\n";
}
print $c "\nconst tc_assets_t tc_assets_all[] = {\n$rows};\n\n",
    "const size_t tc_assets_count =\n",
    "    sizeof(tc_assets_all) / sizeof(tc_assets_all[0]);\n";
close($c) or die "$out.part: $!\n";
rename("$out.part", $out) or die "$out: $!\n";
