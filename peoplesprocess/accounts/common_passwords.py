"""The passwords that are tried first, as far as they are long enough to be chosen here."""

from __future__ import annotations

COMMON = tuple(
    """
    password password1 password12 password123
    password1234 passw0rd p@ssword p@ssw0rd passwort password! password01 12345678 123456789 1234567890
    123456789a 12345678910 87654321 987654321 0987654321 0123456789 012345678 11111111 111111111 1111111111
    00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 888888888
    99999999 999999999 12341234 123123123 123321123 12344321 123454321 121212121 12121212 11223344
    1122334455 11112222 13131313 14141414 10101010 20202020 12312312 147258369 147852369 159753159 159357159
    741852963 789456123 987456321 321654987 456789123 31415926 314159265 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
    1qazxsw2 zaq12wsx zaq1zaq1 q1w2e3r4 q1w2e3r4t5 qazwsxedc qwertyui qwertyuiop qwerty12 qwerty123
    qwerty1234 qwerty12345 qwer1234 1234qwer 12345qwert asdfghjk asdfghjkl asdf1234 asdfasdf asdfjkl;
    zxcvbnm1 zxcvbnm123 qweasdzxc qweasd123 123qweasd 123qweasdzxc 123qwe123 abcd1234 abcd12345 abc12345
    abc123456 abc123abc abcdefgh abcdefghi abcdefg1 a1234567 a12345678 a123456789 aa123456 aa12345678
    a1b2c3d4 aaaaaaaa abcabcabc 1234abcd 123abc123 12345678a 12345678q 123456qwerty qwerty123456 iloveyou
    iloveyou1 iloveyou2 iloveyou123 ilovegod iloveallah ilovejesus loveyou1 lovelove loveme123 sunshine
    sunshine1 princess princess1 football football1 baseball baseball1 basketball cricket1 cricket123
    superman superman1 batman123 spiderman pokemon1 pokemon123 starwars starwars1 whatever whatever1
    trustno1 letmein1 letmein123 letmein! welcome1 welcome12 welcome123 welcome1234 welcome! admin123
    admin1234 admin12345 administrator administrator1 adminadmin root1234 rootroot test1234 test12345
    testtest testing1 testing123 guest123 user1234 username user12345 default1 changeme changeme1
    changeme123 change123 temp1234 temporary secret12 secret123 secret1234 master123 computer computer1
    internet internet1 samsung1 samsung123 android1 nokia123 google123 facebook facebook1 whatsapp michelle
    jennifer jonathan charlie1 michael1 jordan23 monkey123 dragon123 shadow123 freedom1 liverpool liverpool1
    chelsea1 arsenal1 manchester barcelona barcelona1 realmadrid ronaldo7 messi123 mohammed mohammad
    mohamed1 muhammad mohammed1 muhammad1 bismillah bismillah1 allah786 786786786 786110786 alhamdulillah
    inshallah assalam123 pakistan pakistan1 pakistan123 pakistan786 afghanistan kabul123 karachi123
    lahore123 india123 bangladesh dhaka123 nepal123 srilanka palestine lebanon1 syria123 sudan123 iraq1234
    unhabitat unhabitat1 un-habitat community community1 settlement facilitator motdepasse motdepasse1
    azertyuiop azerty123 bonjour1 bonjour123 doudou123 soleil123
    """.split()  # noqa: SIM905 - a list to read, not to run
)
