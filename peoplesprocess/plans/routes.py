from flask import Blueprint

room = Blueprint("plans", __name__)
